import type { RuleOn } from './rule.ts'

/** The vendor no longer calls the connection's hook, or what it sends is refused. */
export const hookDisabled: RuleOn<'connection'> = {
  name: 'hook_disabled',
  title: 'News no longer comes by itself',
  about: 'connection',
  judge({ hook, status, name, vendor }) {
    if (hook === undefined || hook.disabledAt === null || status !== 'active') return null
    const reason = hook.reason === '' ? '' : ` ${hook.reason}`
    return {
      severity: 'at_risk',
      sentence: `${vendor} no longer tells ${name} of news as it happens.${reason}`,
      nextStep:
        'Open its door again on the screen of the connection, or set the hook up anew at the '
        + 'vendor. Until then the schedule brings the news.',
      whoMustAct: 'you',
    }
  },
}

/** One of our own outgoing webhooks was given up. */
export const webhookDisabled: RuleOn<'endpoint'> = {
  name: 'webhook_disabled',
  title: 'A webhook was switched off',
  about: 'endpoint',
  judge({ status, name, reason }) {
    if (status !== 'disabled') return null
    return {
      severity: 'broken',
      sentence: `Nothing is sent to the webhook ${name} any more. ${reason}`,
      nextStep: 'Mend the receiver, then resume the webhook in the settings and send a test.',
      whoMustAct: 'you',
    }
  },
}
