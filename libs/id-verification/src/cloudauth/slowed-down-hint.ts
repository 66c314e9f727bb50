/** What to do about calls that the vendor throttles. */
export const SLOWED_DOWN_HINT =
  'Now and then: calls arrive late, raise `quota.guardMs`. Often: others use the account’s limit too, lower `quota.perSecond` to what is left.';
