import type { InviteDto } from '../src/invitations/invite.dto.js';
import type { NewInvitationResponse } from '../src/invitations/new-invitation.response.js';
import { call, Problem } from './api.js';
import { button, element, input, onClick, onSubmit, report, showOnly } from './dom.js';
import { InvitationView } from './invitation-view.js';
import { keepAddress } from './language-switcher.js';
import { remember, remembered } from './remembered.js';
import { signIn } from './sign-in.js';
import { VerificationView } from './verification-view.js';

const VIEWS = ['start', 'invitation', 'verification', 'unknown'];
const user = input('merchant-user-id');

const verification = new VerificationView();
const invitation = new InvitationView({
  invite,
  started: (merchantBizId) => go('verification', merchantBizId),
  withdrawn: () => go('start'),
});

onSubmit(element('start', HTMLFormElement), () => invite(user.value));
onClick(button('again'), async () => {
  const { merchantUserId } = remembered(current().merchantBizId);
  if (merchantUserId !== undefined) await invite(merchantUserId);
});
for (const id of ['another', 'unknown-another']) element(id).addEventListener('click', () => go('start'));
addEventListener('hashchange', () => void show());
keepAddress();
signIn('/verifications?limit=1', () => void show());

/** Starts one verification of a user, here or on a phone. */
async function invite(merchantUserId: string): Promise<void> {
  const body: InviteDto = { merchantUserId };
  const { merchantBizId, token } = await call<NewInvitationResponse>('POST', '/invitations', body);
  remember(merchantBizId, { merchantUserId, token });
  go('invitation', merchantBizId);
}

/** What is shown stands in the address, so that it survives a reload and can be opened in another tab. */
function go(view: string, merchantBizId = ''): void {
  const hash = view === 'start' ? location.pathname + location.search : `#${view}=${merchantBizId}`;
  history.replaceState(undefined, '', hash);
  void show({ withFocus: true });
}

function current(): { view: string; merchantBizId: string } {
  const [, view = 'start', merchantBizId = ''] =
    /^#(invitation|verification)=([A-Za-z0-9]{1,32})$/.exec(location.hash) ?? [];
  return { view, merchantBizId };
}

async function show({ withFocus = false } = {}): Promise<void> {
  const { view, merchantBizId } = current();
  invitation.leave();
  verification.leave();
  const reveal = () => {
    showOnly(view, VIEWS);
    if (view === 'start') user.select();
    else if (withFocus) element(`${view}-title`).focus();
  };
  if (view === 'verification') showOnly(undefined, VIEWS);
  else reveal();
  await report(async () => {
    try {
      if (view === 'invitation') await invitation.show(merchantBizId);
      if (view === 'verification') await verification.follow(merchantBizId, reveal);
    } catch (problem) {
      if (problem instanceof Problem && problem.status === 404) showOnly('unknown', VIEWS);
      throw problem;
    }
  });
}
