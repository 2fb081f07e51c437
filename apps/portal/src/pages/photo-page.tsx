import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import { go } from '@mleg/ui/router';
import type { VNode } from 'preact';
import { addressOf } from '../addresses.ts';
import { PhotoStep } from '../photo-step.tsx';
import { stageDetail } from '../stage-detail.ts';
import { BackLink, tabTitle, Whom, WithChild } from '../with-child.tsx';

/** A photo for a child: the first one, one instead of a refused one, or a better one. */
export function PhotoPage({ pupilId }: { readonly pupilId: string }): VNode {
  const back = addressOf(pupilId);
  return (
    <WithChild pupilId={pupilId}>
      {(child, put) => (
        <div class="narrow">
          <BackLink href={back} text={m.portal_child_tab()} />
          <PageTitle title={tabTitle(m.portal_photo_title())}>{m.portal_photo_title()}</PageTitle>
          <Whom child={child} />
          {child.objectionBasis && child.portrait === null ? (
            <p class="notice">{m.portal_detail_only_photo()}</p>
          ) : null}
          {child.status === 'left' ? (
            <p class="notice">{stageDetail(child)}</p>
          ) : (
            <PhotoStep child={child} put={put} onDone={() => go(back)} />
          )}
        </div>
      )}
    </WithChild>
  );
}
