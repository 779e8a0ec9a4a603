import {
  isWanted,
  type Change,
  type Chosen,
  type FirmWords,
  type PageState,
  type PageTopic,
} from '../../preferences/index.ts'
import type { Text } from './catalogue.ts'
import { firmsOwn, hidden, pageOf, reach, texts, type Page, type Showing } from './frame.ts'
import { html, Html, type Part } from './html.ts'

export const REASONS = [
  'reasonTooMany',
  'reasonNotRelevant',
  'reasonNotAsked',
  'reasonOther',
] as const
/** Characters of a person's own words that are kept. */
export const WORDS_MAX = 500

/** What holds, and the form that changes it. */
export function preferencesPage(showing: Showing, state: PageState): Page {
  const t = texts(showing)
  const { words, topics } = state
  const now = state.isOut ? 'nowOut' : state.needsConsent ? 'nowNeedsConsent' : 'nowIn'
  const isOn = !state.isOut && !state.needsConsent
  const body = html` ${firmsOwn('h1', words, words.heading || null) ?? html`<h1>${t('title')}</h1>`}
    ${addressLines(showing, state)} ${firmsOwn('p', words, words.intro || null)}
    <p class="state"><strong>${t(now)}</strong></p>
    <form method="post" action="${showing.path}">
      ${hidden(showing)} ${topics.length > 0 && topicFields(showing, state)}
      ${reasonFields(showing)}
      <p class="soft">${t('stillSent')}</p>
      <div class="acts">
        ${topics.length > 0 && button('save', t('save'), true)}
        ${topics.length === 0 && !isOn && button('return', t('start'), true)}
        ${!state.isOut && button('leave_everything', t('stopAll'), topics.length === 0)}
      </div>
    </form>`
  return pageOf(showing, { title: t('title'), firm: state.firm, words, body })
}

/** The question before a mailing is left by its link: nothing has happened yet. */
export function leavePage(showing: Showing, state: PageState): Page {
  const t = texts(showing)
  const topic = state.campaignTopic
  const body = html` <h1>${t('leaveTitle')}</h1>
    ${addressLines(showing, state)}
    <p class="state"><strong>${t('leaveText')}</strong></p>
    <form method="post" action="${showing.path}">
      ${hidden(showing)} ${reasonFields(showing)}
      <p class="soft">${t('stillSent')}</p>
      <div class="acts">
        ${topic !== null && button('leave_topic', t('leaveTopic', { topic: topic.name }), true)}
        ${button('leave_everything', t('stopAll'), topic === null)}
      </div>
    </form>
    <p><a href="${showing.preferencesPath}">${t('allPreferences')}</a></p>`
  const { firm, words } = state
  return pageOf(showing, { title: t('leaveTitle'), firm, words, body })
}

/** What a choice did, and how to take it back. */
export function donePage(showing: Showing, { state, changes, undo }: Chosen): Page {
  const t = texts(showing)
  const isHeld = changes.some(({ matter, optedIn }) => optedIn && isStillOut(state, matter))
  const isLeaving = changes.some(({ optedIn }) => !optedIn)
  const body = html` <h1>${t('doneTitle')}</h1>
    ${addressLines(showing, state)}
    <div class="state" role="status">
      ${changes.length === 0 && html`<p>${t('doneNothing')}</p>`}
      ${isHeld && html`<p><strong>${t('heldElsewhere')}</strong> ${reach(showing, state)}</p>`}
      ${doneLines(showing, state, changes)}
    </div>
    ${isLeaving && html`<p class="soft">${t('doneLater')}</p>`}
    ${
      undo.length > 0
      && html`<form method="post" action="${showing.preferencesPath}">
        ${hidden(showing)}
        <input type="hidden" name="undo" value="${undo.map(changeName).join(',')}" />
        <div class="acts">${button('undo', t('undo'), false)}</div>
      </form>`
    }
    <p><a href="${showing.preferencesPath}">${t('allPreferences')}</a></p>`
  const { firm, words } = state
  return pageOf(showing, { title: t('doneTitle'), firm, words, body })
}

/** A link that leads nowhere, or nothing that can be done now; and how to reach the firm. */
export function sorryPage(
  showing: Showing,
  why: 'unknown' | 'busy',
  firm: { firm: string; words: FirmWords } | null,
): Page {
  const t = texts(showing)
  const body = html` <h1>${t(`${why}Title`)}</h1>
    <p class="state"><strong>${t(`${why}Text`)}</strong></p>
    <p>${reach(showing, firm)}</p>`
  return pageOf(showing, {
    title: t(`${why}Title`),
    firm: firm?.firm ?? null,
    words: firm?.words ?? null,
    body,
  })
}

function addressLines(showing: Showing, { address }: PageState): Html {
  const t = texts(showing)
  return html`<p>${t('forAddress', { address: address.masked })}</p>
    ${address.isShared && html`<p class="soft">${t('isShared')}</p>`}
    ${address.isReplaced && html`<p class="soft">${t('isReplaced')}</p>`}`
}

function topicFields(showing: Showing, state: PageState): Html {
  const t = texts(showing)
  const groups = new Map<string | null, PageTopic[]>()
  for (const topic of state.topics) {
    groups.set(topic.group, [...(groups.get(topic.group) ?? []), topic])
  }
  const { language } = state.words
  const boxes = (topics: PageTopic[]) => topics.map((topic) => topicBox(topic, state))
  const fields = [...groups].map(([group, topics]) => {
    if (group === null && groups.size === 1) return boxes(topics)
    const name =
      group === null ? html`${t('otherTopics')}` : html`<span lang="${language}">${group}</span>`
    return html`<fieldset>
      <legend>${name}</legend>
      ${boxes(topics)}
    </fieldset>`
  })
  return html`<fieldset aria-describedby="topics-hint">
    <legend>${t('topics')}</legend>
    <p class="soft" id="topics-hint">${t('topicsHint')}</p>
    <input type="hidden" name="shown" value="${state.topics.map(({ id }) => id).join(',')}" />
    ${fields}
  </fieldset>`
}

function topicBox(topic: PageTopic, state: PageState): Html {
  const checked = isWanted(state, topic) ? new Html('checked') : null
  return html`<label class="choice">
    <input type="checkbox" name="topic" value="${topic.id}" ${checked} />
    <span lang="${state.words.language}">
      ${topic.name} ${topic.description !== '' && html`<small>${topic.description}</small>`}
    </span>
  </label>`
}

function reasonFields(showing: Showing): Html {
  const t = texts(showing)
  const choice = (name: Text, value: string, checked: Part) =>
    html`<label class="choice">
      <input type="radio" name="reason" value="${value}" ${checked} /><span>${t(name)}</span>
    </label>`
  return html`<fieldset>
    <legend>${t('reason')}</legend>
    ${choice('reasonNone', '', new Html('checked'))}
    ${REASONS.map((reason) => choice(reason, reason, null))}
    <label class="words">
      ${t('reasonWords')}
      <textarea name="words" maxlength="${WORDS_MAX}" rows="3"></textarea>
    </label>
  </fieldset>`
}

function doneLines(showing: Showing, state: PageState, changes: readonly Change[]): Part {
  const t = texts(showing)
  return changes.map(({ matter, optedIn }) => {
    if (optedIn && isStillOut(state, matter)) return null
    if (matter === 'everything') return html`<p>${t(optedIn ? 'doneIn' : 'doneOut')}</p>`
    const topic = topicName(state, matter)
    return html`<p>${t(optedIn ? 'doneTopicIn' : 'doneTopicOut', { topic })}</p>`
  })
}

function topicName({ topics, campaignTopic }: PageState, id: number): string {
  return topics.find((one) => one.id === id)?.name ?? campaignTopic?.name ?? ''
}

/** An opt-in was written, and something said elsewhere keeps the mailings away all the same. */
function isStillOut(state: PageState, matter: Change['matter']): boolean {
  if (state.isOut || matter === 'everything') return state.isOut
  const topic = state.topics.find((one) => one.id === matter)
  return topic !== undefined && !isWanted(state, topic)
}

function button(act: string, text: string, isFirst: boolean): Html {
  const first = isFirst ? new Html('class="first"') : null
  return html`<button type="submit" name="act" value="${act}" ${first}>${text}</button>`
}

/** "everything:in", "7:out" */
function changeName({ matter, optedIn }: Change): string {
  return `${matter}:${optedIn ? 'in' : 'out'}`
}
