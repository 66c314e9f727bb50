const LOOK_EVERY_MS = 5_000;

const MEANING = {
  INITIALIZING: 'Starting: the vendor has not answered yet.',
  PENDING: 'Pending: the person can verify now.',
  PASSED: 'Passed: the person is real.',
  FAILED: 'Failed: the vendor did not accept the person.',
  EXPIRED: 'Expired: the person did not finish in time.',
  REJECTED: 'Rejected: the vendor refused to start it.',
};

const element = (id) => document.getElementById(id);
const form = element('start');
let shown;

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = form.querySelector('button');
  button.disabled = true;
  await report(async () => {
    const started = await call('POST', '/verifications', {
      merchantUserId: form.elements.merchantUserId.value,
      metaInfo: standInMetaInfo(),
    });
    show(started);
    showPersonPage(started.transactionUrl);
  });
  button.disabled = false;
});

element('refresh').addEventListener('click', () => report(lookAgain));

setInterval(() => {
  if (shown?.status === 'PENDING' && !document.hidden) void report(lookAgain);
}, LOOK_EVERY_MS);

/** A real client takes MetaInfo from getMetaInfo() of the vendor's script; this one describes a browser. */
function standInMetaInfo() {
  return JSON.stringify({ zimVer: '1.0.0', appVersion: '1', deviceType: 'h5', ua: navigator.userAgent });
}

async function lookAgain() {
  show(await call('GET', `/verifications/${shown.merchantBizId}`));
}

async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: {
      authorization: `Bearer ${form.elements.apiKey.value}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error([answer.title, answer.detail].join('. '));
  return answer;
}

async function report(work) {
  const problem = element('problem');
  try {
    await work();
    problem.hidden = true;
  } catch (error) {
    problem.textContent = error.message;
    problem.hidden = false;
  }
}

function show(verification) {
  const isNews = shown?.status !== verification.status || shown.merchantBizId !== verification.merchantBizId;
  shown = verification;
  // A screen reader reads the status out whenever it is set.
  if (isNews) element('status').textContent = MEANING[verification.status] ?? verification.status;
  element('merchant-biz-id').textContent = verification.merchantBizId;
  element('transaction-id').textContent = verification.transactionId ?? '–';
  element('expires-at').textContent = verification.expiresAt
    ? new Date(verification.expiresAt).toLocaleString()
    : '–';
  element('verification').hidden = false;
}

function showPersonPage(address) {
  const link = element('person-page');
  link.hidden = !/^https?:\/\//.test(address ?? '');
  if (!link.hidden) link.href = address;
}
