import type { AppDeps } from '../../app-deps.ts';
import type { Route } from '../kit/route.ts';
import { addPupilRoute } from './add-pupil.ts';
import { answerLetterRoute } from './answer-letter.ts';
import { callOffDepartureRoute } from './call-off-departure.ts';
import { changePupilRoute } from './change-pupil.ts';
import { closeSessionRoute } from './close-session.ts';
import { confirmLetterRoute } from './confirm-letter.ts';
import { connectMailboxRoute } from './connect-mailbox.ts';
import { decideObjectionRoute } from './decide-objection.ts';
import { decideOrderRoute } from './decide-order.ts';
import { decidePortraitRoute } from './decide-portrait.ts';
import { departRoute } from './depart.ts';
import { disableAccountRoute } from './disable-account.ts';
import { disconnectMailboxRoute } from './disconnect-mailbox.ts';
import { enableAccountRoute } from './enable-account.ts';
import { endPaperIdRoute } from './end-paper-id.ts';
import { importFileRoute } from './import-file.ts';
import { issueRoute } from './issue.ts';
import { listLettersRoute } from './list-letters.ts';
import { listOrdersRoute } from './list-orders.ts';
import { listPupilsRoute } from './list-pupils.ts';
import { listStaffRoute } from './list-staff.ts';
import { logOutGuardianRoute } from './log-out-guardian.ts';
import { logOutStaffRoute } from './log-out-staff.ts';
import { openSessionRoute } from './open-session.ts';
import { placeOrderRoute } from './place-order.ts';
import { printBlankFormRoute } from './print-blank-form.ts';
import { printFormOfRoute } from './print-form-of.ts';
import { printLetterRoute } from './print-letter.ts';
import { putGuardiansRoute } from './put-guardians.ts';
import { putPaperIdRoute } from './put-paper-id.ts';
import { putPortraitRoute } from './put-portrait.ts';
import { readLetterRoute } from './read-letter.ts';
import { readLetterPictureRoute } from './read-letter-picture.ts';
import { readOrderRoute } from './read-order.ts';
import { readPortraitRoute } from './read-portrait.ts';
import { readPupilRoute } from './read-pupil.ts';
import { readSessionRoute } from './read-session.ts';
import { recordObjectionRoute } from './record-objection.ts';
import { requestLinkRoute } from './request-link.ts';
import { restoreRoute } from './restore.ts';
import { revealRoute } from './reveal.ts';
import { revokeRoute } from './revoke.ts';
import { searchAuditRoute } from './search-audit.ts';
import { searchOrdersRoute } from './search-orders.ts';
import { searchPupilsRoute } from './search-pupils.ts';
import { setLetterAsideRoute } from './set-letter-aside.ts';
import { suspendRoute } from './suspend.ts';
import { switchSchoolRoute } from './switch-school.ts';
import { tryMailboxRoute } from './try-mailbox.ts';
import { withdrawAnswerRoute } from './withdraw-answer.ts';
import { withdrawIssueRoute } from './withdraw-issue.ts';
import { withdrawObjectionRoute } from './withdraw-objection.ts';

/** The panel's API. */
export function schoolRoutes(deps: AppDeps): Route[] {
  return [
    addPupilRoute(deps),
    answerLetterRoute(deps),
    confirmLetterRoute(deps),
    connectMailboxRoute(deps),
    disconnectMailboxRoute(deps),
    listLettersRoute(deps),
    readLetterPictureRoute(deps),
    readLetterRoute(deps),
    setLetterAsideRoute(deps),
    tryMailboxRoute(deps),
    withdrawAnswerRoute(deps),
    changePupilRoute(deps),
    closeSessionRoute(deps),
    decideObjectionRoute(deps),
    decideOrderRoute(deps),
    decidePortraitRoute(deps),
    departRoute(deps),
    callOffDepartureRoute(deps),
    disableAccountRoute(deps),
    enableAccountRoute(deps),
    endPaperIdRoute(deps),
    importFileRoute(deps),
    issueRoute(deps),
    listOrdersRoute(deps),
    listPupilsRoute(deps),
    listStaffRoute(deps),
    logOutGuardianRoute(deps),
    logOutStaffRoute(deps),
    openSessionRoute(deps),
    placeOrderRoute(deps),
    putGuardiansRoute(deps),
    putPaperIdRoute(deps),
    putPortraitRoute(deps),
    printBlankFormRoute(deps),
    printFormOfRoute(deps),
    printLetterRoute(deps),
    readOrderRoute(deps),
    readPortraitRoute(deps),
    readPupilRoute(deps),
    readSessionRoute(deps),
    recordObjectionRoute(deps),
    requestLinkRoute(deps),
    restoreRoute(deps),
    revealRoute(deps),
    revokeRoute(deps),
    searchAuditRoute(deps),
    searchOrdersRoute(deps),
    searchPupilsRoute(deps),
    suspendRoute(deps),
    switchSchoolRoute(deps),
    withdrawIssueRoute(deps),
    withdrawObjectionRoute(deps),
  ];
}
