/** How the library introduces itself to the vendor. */
export const USER_AGENT = 'nestjs-id-verification';
