import type { RuleOn } from './rule.ts'

/** A view that is to be sent by e-mail was not. */
export const viewNotSent: RuleOn<'sent_view'> = {
  name: 'view_not_sent',
  title: 'A view was not sent',
  about: 'sent_view',
  judge({ view, owner, isStopped, reason }) {
    return {
      severity: 'broken',
      sentence: isStopped
        ? `“${view}”, which ${owner} has sent by e-mail, is sent no more. ${reason}`
        : `The last sending of “${view}”, which ${owner} has sent by e-mail, failed. ${reason}`,
      nextStep: isStopped
        ? 'Change its schedule under Views, Sent by e-mail, or end it.'
        : 'Look at it under Views, Sent by e-mail, and press Send now once it is mended.',
      whoMustAct: 'you',
    }
  },
}
