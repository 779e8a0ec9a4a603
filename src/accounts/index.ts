export { addAnalyst, listAnalysts, removeAnalyst } from './analysts.ts'
export type { Analyst, Connecting } from './analysts.ts'
export { actorName, audit, brokenAuditEntry, listAudit } from './audit.ts'
export type { Actor } from './audit.ts'
export {
  keepConfirmation,
  OPEN_MAX,
  OPEN_PER_CALLER_MAX,
  spendConfirmation,
  type KeptConfirmation,
} from './confirmations.ts'
export {
  chooseField,
  fieldChoices,
  hiddenFrom,
  hiddenFromIdentity,
  refuseHidden,
} from './field-access.ts'
export type { Identity } from './identity.ts'
export { createKey, findKey, KEY_PREFIX, listKeys, removeKey } from './keys.ts'
export type { ApiKey } from './keys.ts'
export { chooseLanguage } from './language.ts'
export { OperatorKey } from './operator.ts'
export { changePassword } from './password-change.ts'
export { setPassword } from './password-given.ts'
export { roleOf } from './role-of.ts'
export { permissionsOf } from './roles.ts'
export type { Role } from './roles.ts'
export { endSession, findSession } from './sessions.ts'
export type { NewSession } from './sessions.ts'
export { isSetupNeeded, setUp } from './setup.ts'
export type { Setup } from './setup.ts'
export { signIn } from './sign-in.ts'
export type { SignedIn } from './sign-in.ts'
export { workspaceIds } from './standing.ts'
export { changeUser, createUser, listUsers, removeUser } from './users.ts'
export type { User } from './users.ts'
export type { AccountsWorld } from './world.ts'
