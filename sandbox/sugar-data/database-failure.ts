/** The server's database could not do what was asked, as when a column is not there. */
export class DatabaseFailure extends Error {}
