/** A request the server turns down: V8 answers 400 with these words. */
export class Refused extends Error {}

/** The server's database could not do what was asked: it is not told what was wrong. */
export class DatabaseFailure extends Error {
  constructor() {
    super('Database failure. Please refer to suitecrm.log for details.')
  }
}
