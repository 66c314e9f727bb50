/**
 * What the responses of Express and Fastify have in common, for `@Res({ passthrough: true })`.
 *
 * @publicApi
 */
export interface HttpResponse {
  status(code: number): unknown;
  header(name: string, value: string): unknown;
}
