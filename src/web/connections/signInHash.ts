/** In the address of a connection's settings: leads to the field its secret is entered in. */
export const SIGN_IN_HASH = 'sign-in'
