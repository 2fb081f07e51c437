import type { Child } from '@mleg/contract/guardian';
import { m } from '@mleg/i18n/messages';
import { PageTitle, ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { addressOf } from '../addresses.ts';
import { stageOf } from '../child-stage.ts';
import { fileObjection, withdrawObjection } from '../portal-api.ts';
import { useAct } from '../use-act.ts';
import { BackLink, SchoolContact, tabTitle, Whom, WithChild } from '../with-child.tsx';

/** „Nie chcę mLegitymacji dla dziecka”, and the way back. */
export function ObjectionPage({ pupilId }: { readonly pupilId: string }): VNode {
  return <WithChild pupilId={pupilId}>{(child, put) => <Objection child={child} put={put} />}</WithChild>;
}

type ObjectionProps = { readonly child: Child; readonly put: (child: Child) => void };

function Objection({ child, put }: ObjectionProps): VNode {
  const stage = stageOf(child);
  if (stage === 'objection_to_decide') {
    const text = m.portal_detail_objection_to_decide();
    return <OfSchool child={child} title={m.portal_objection_to_decide_title()} text={text} />;
  }
  if (stage === 'objection_of_others') {
    const text = m.portal_detail_objection_of_others();
    return <OfSchool child={child} title={m.portal_stage_objection_of_others()} text={text} />;
  }
  // Limited rights object to nothing here (rules.md W2); their page has no link to this one.
  if (stage === 'not_entitled') {
    const text = m.portal_detail_not_entitled();
    return <OfSchool child={child} title={m.portal_stage_not_entitled()} text={text} />;
  }
  return <Choice child={child} put={put} />;
}

type OfSchoolProps = { readonly child: Child; readonly title: string; readonly text: string };

/** Nothing can be done from here: what the school does, and whom to ask. The same words for whoever ordered and whoever objects (rules.md W3). */
function OfSchool({ child, title, text }: OfSchoolProps): VNode {
  return (
    <div class="narrow">
      <BackLink href={addressOf(child.pupilId)} text={m.portal_child_tab()} />
      <PageTitle title={tabTitle(title)}>{title}</PageTitle>
      <Whom child={child} />
      <p class="notice" role="status">
        {text}
      </p>
      <SchoolContact school={child.school} />
    </div>
  );
}

function Choice({ child, put }: ObjectionProps): VNode {
  const act = useAct();
  const [done, setDone] = useState<'filed' | 'withdrawn'>();
  const change = (): void =>
    act.run(async () => {
      const { objection, pupilId } = child;
      put(await (objection ? withdrawObjection(pupilId) : fileObjection(pupilId)));
      setDone(objection ? 'withdrawn' : 'filed');
    });
  const title = child.objection ? m.portal_objection_standing_title() : m.portal_objection_title();
  return (
    <div class="narrow">
      <BackLink href={addressOf(child.pupilId)} text={m.portal_child_tab()} />
      <PageTitle title={tabTitle(title)}>{title}</PageTitle>
      <Whom child={child} />
      <div role="status">
        {done === undefined ? null : (
          <p class="notice good">
            {done === 'filed' ? m.portal_objection_filed() : m.portal_objection_withdrawn()}
          </p>
        )}
      </div>
      {act.error === undefined ? null : <ProblemNotice error={act.error} />}
      {child.objection ? (
        <p>{m.portal_objection_standing()}</p>
      ) : (
        <>
          <p>{m.portal_objection_effect_intro()}</p>
          <ul>
            <li>{m.portal_objection_effect_1()}</li>
            <li>{m.portal_objection_effect_2()}</li>
            <li>{m.portal_objection_effect_3()}</li>
            <li>{m.portal_objection_effect_decision()}</li>
          </ul>
          <p>{m.portal_objection_change_mind()}</p>
        </>
      )}
      <div class="actions">
        <button
          type="button"
          class={child.objection ? 'primary wide' : 'danger wide'}
          aria-disabled={act.isBusy}
          onClick={change}
        >
          {child.objection ? m.portal_objection_withdraw() : m.portal_objection_confirm()}
        </button>
        <a class="button wide" href={addressOf(child.pupilId)}>
          {m.common_back()}
        </a>
      </div>
    </div>
  );
}
