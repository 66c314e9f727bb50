/**
 * A cursor as the application makes them; callers pass it on unread.
 *
 * @publicApi
 */
export const CURSOR_EXAMPLE =
  'MjAyNi0wMS0zMVQxMDowMDowMC4wMDBaLzAxOWEzYzUyLTZkNWUtN2MzYi05ZDU3LTBhM2Y1YTBlNmMxMQ';
