import { follow } from './follow.js';
import { inWords, isFinal } from './words.js';

const element = (id) => document.getElementById(id);
const form = element('start');
const section = element('verification');
const again = element('again');
let shown;
let following = new AbortController();

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void start();
});

element('check').addEventListener('click', () =>
  busy(element('check'), async () => show(await call('POST', `/verifications/${shown.merchantBizId}/check`))),
);

again.addEventListener('click', () => {
  if (shown.status !== 'PASSED') return void start();
  following.abort();
  section.hidden = true;
  form.hidden = false;
  form.elements.merchantUserId.select();
});

async function start() {
  await busy(form.hidden ? again : form.querySelector('button'), async () => {
    const started = await call('POST', '/verifications', {
      merchantUserId: form.elements.merchantUserId.value,
      metaInfo: standInMetaInfo(),
    });
    following.abort();
    following = new AbortController();
    form.hidden = true;
    section.hidden = false;
    setText('person', form.elements.merchantUserId.value);
    showPersonPage(started.transactionUrl);
    show(started);
    element('verification-title').focus();
    void report(() => followStarted(started, following.signal));
  });
}

function followStarted({ merchantBizId }, signal) {
  const address = `/verifications/${merchantBizId}/events`;
  return follow({ address, headers: key(), signal }, show);
}

/** A real client takes MetaInfo from getMetaInfo() of the vendor's script; this one describes a browser. */
function standInMetaInfo() {
  return JSON.stringify({ zimVer: '1.0.0', appVersion: '1', deviceType: 'h5', ua: navigator.userAgent });
}

function key() {
  return { authorization: `Bearer ${form.elements.apiKey.value}` };
}

async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: { ...key(), ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error([answer.title, answer.detail].join('. '));
  return answer;
}

/** Keeps a button from being pressed twice. */
async function busy(button, work) {
  button.disabled = true;
  await report(work);
  button.disabled = false;
}

async function report(work) {
  const problem = element('problem');
  try {
    problem.hidden = true;
    await work();
  } catch (error) {
    problem.textContent = error.message;
    problem.hidden = false;
  }
}

function show(verification) {
  // What comes late about an earlier state is no news.
  if (shown?.merchantBizId === verification.merchantBizId && isFinal(shown)) return;
  shown = verification;
  const { title, detail } = inWords(verification);
  setText('status-title', title);
  setText('status-detail', detail);
  setText('merchant-biz-id', verification.merchantBizId);
  setText('transaction-id', verification.transactionId ?? '–');
  setText('time-name', verification.completedAt ? 'Ended at' : 'To be finished by');
  setText('time', timeOf(verification.completedAt ?? verification.expiresAt));
  section.dataset.status = verification.status;
  showWhatToDo(isFinal(verification));
}

function showWhatToDo(final) {
  const hadFocus = element('to-do').contains(document.activeElement);
  element('to-do').hidden = final;
  again.hidden = !final;
  again.textContent = shown.status === 'PASSED' ? 'Verify another person' : 'Try again';
  if (final && hadFocus) again.focus();
}

/** A screen reader reads the status out whenever it is set. */
function setText(id, text) {
  if (element(id).textContent !== text) element(id).textContent = text;
}

function timeOf(text) {
  return text ? new Date(text).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }) : '–';
}

function showPersonPage(address) {
  const link = element('person-page');
  link.hidden = !/^https?:\/\//.test(address ?? '');
  if (!link.hidden) link.href = address;
}
