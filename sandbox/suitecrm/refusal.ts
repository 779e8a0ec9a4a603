/** A request the server turns down: V8 answers 400 with these words. */
export class Refused extends Error {}

/** All that is told when the database fails: not what was wrong. */
export const databaseFailure = 'Database failure. Please refer to suitecrm.log for details.'
