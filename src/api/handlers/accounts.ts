import {
  changePassword,
  chooseLanguage,
  changeUser,
  createKey,
  createUser,
  endSession,
  hiddenFromIdentity,
  isSetupNeeded,
  listAudit,
  listKeys,
  listUsers,
  permissionsOf,
  removeKey,
  removeUser,
  setPassword,
  setUp,
  signIn,
  type ApiKey,
  type Identity,
  type User,
} from '../../accounts/index.ts'
import type { FieldId } from '../../accounts/fields/index.ts'
import { SCREEN_LANGUAGES, type accounts } from '../contract/accounts.ts'
import type { Handlers } from '../handler.ts'

/** Who set Homing up is its administrator. */
const NOTHING: ReadonlySet<FieldId> = new Set()

export const accountsHandlers: Handlers<keyof typeof accounts> = {
  'setup.state': async (_ask, homing) => ({ isNeeded: await isSetupNeeded(homing) }),

  'setup.create': async ({ body, visit }, homing) => {
    const { identity, session } = await setUp(homing, {
      ...body,
      agent: visit.agent,
      isDemo: homing.isSampleWorld ?? false,
    })
    visit.keepSession(session)
    return shownSession(identity, NOTHING)
  },

  'session.create': async ({ body, visit }, homing) => {
    const { address, agent, sessionToken: earlierToken } = visit
    const signedIn = await signIn(homing, { ...body, address, agent, earlierToken })
    visit.keepSession(signedIn.session)
    return shownSession(signedIn.identity, await hiddenFromIdentity(homing, signedIn.identity))
  },

  'session.show': async ({ caller }) => shownSession(caller.identity, caller.hidden),

  'session.change': async ({ body, caller }, homing) => {
    const { language } = body
    await chooseLanguage(homing, caller.identity, language)
    return shownSession({ ...caller.identity, language }, caller.hidden)
  },

  'session.end': async ({ visit }, homing) => {
    if (visit.sessionToken !== null) await endSession(homing, visit.sessionToken)
    visit.forgetSession()
    return undefined
  },

  'users.list': async ({ caller }, homing) => {
    const users = await homing.database.inWorkspace(caller.workspaceId, listUsers)
    return { items: users.map(shownUser) }
  },

  'users.create': async ({ body, caller }, homing) =>
    shownUser(await createUser(homing, caller.identity, body)),

  'users.change': async ({ params, body, caller }, homing) =>
    shownUser(await changeUser(homing, caller.identity, { ...params, ...body })),

  'users.remove': async ({ params, caller }, homing) => {
    await removeUser(homing, caller.identity, params.userId)
    return undefined
  },

  'users.setPassword': async ({ params, body, caller }, homing) => {
    await setPassword(homing, caller.identity, { ...params, ...body })
    return undefined
  },

  'password.change': async ({ body, caller, visit }, homing) => {
    const { address, agent } = visit
    const session = await changePassword(homing, caller.identity, { ...body, address, agent })
    visit.keepSession(session)
    return undefined
  },

  'keys.list': async ({ caller }, homing) => {
    const keys = await homing.database.inWorkspace(caller.workspaceId, listKeys)
    return { items: keys.map(shownKey) }
  },

  'keys.create': async ({ body, caller }, homing) => {
    const { key, apiKey } = await createKey(homing, caller.identity, body)
    return { key, apiKey: shownKey(apiKey) }
  },

  'keys.remove': async ({ params, caller }, homing) => {
    await removeKey(homing, caller.identity, params.keyId)
    return undefined
  },

  'audit.list': async ({ query, caller }, homing) => {
    const page = await homing.database.inWorkspace(caller.workspaceId, (tx) => listAudit(tx, query))
    return {
      ...page,
      items: page.items.map((entry) => ({ ...entry, at: entry.at.toISOString() })),
    }
  },
}

function shownSession(
  { id, name, email, workspace, role, ...chosen }: Identity,
  hidden: ReadonlySet<FieldId>,
) {
  const permissions = [...permissionsOf(role)]
  // A language there is no more is as none chosen.
  const language = SCREEN_LANGUAGES.find((one) => one === chosen.language) ?? null
  return { user: { id, name, email }, workspace, role, language, permissions, hidden: [...hidden] }
}

function shownUser({ createdAt, lastSeenAt, ...user }: User) {
  return {
    ...user,
    createdAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
  }
}

function shownKey({ createdAt, lastUsedAt, expiresAt, ...key }: ApiKey) {
  return {
    ...key,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    expiresAt: expiresAt?.toISOString() ?? null,
  }
}
