import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { Frame, Language } from './frame.tsx';
import type { Settings } from './settings.ts';
import { changeSettings, useSettings } from './settings.ts';
import { signalVerdict } from './sound.ts';

function Tick({
  label,
  isOn,
  onChange,
}: {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}): VNode {
  return (
    <label class="choice">
      <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}

const ages: readonly { hours: Settings['listHours']; label: () => string }[] = [
  { hours: 24, label: m.verifier_settings_age_24 },
  { hours: 168, label: m.verifier_settings_age_168 },
];

/** V-7: sound, large type, how old the data may be, language. */
export function SettingsPage(): VNode {
  const { hasSound, isLarge, listHours } = useSettings();
  const setSound = (isOn: boolean): void => {
    changeSettings({ hasSound: isOn });
    if (isOn) signalVerdict('valid');
  };
  return (
    <Frame>
      <PageTitle title={m.verifier_settings_title()}>{m.verifier_settings_title()}</PageTitle>
      <div class="stack">
        <div class="card">
          <Tick label={m.verifier_settings_sound()} isOn={hasSound} onChange={setSound} />
          <Tick
            label={m.verifier_settings_large()}
            isOn={isLarge}
            onChange={(isOn) => changeSettings({ isLarge: isOn })}
          />
        </div>
        <fieldset class="card">
          <legend>{m.verifier_settings_age()}</legend>
          {ages.map(({ hours, label }) => (
            <label class="choice" key={hours}>
              <input
                type="radio"
                name="list-age"
                checked={listHours === hours}
                onChange={() => changeSettings({ listHours: hours })}
              />
              <span>{label()}</span>
            </label>
          ))}
          <p class="quiet">{m.verifier_settings_age_hint()}</p>
        </fieldset>
        <div class="card">
          <h2>{m.verifier_settings_language()}</h2>
          <Language />
        </div>
        <p class="quiet">{m.verifier_settings_privacy()}</p>
      </div>
    </Frame>
  );
}
