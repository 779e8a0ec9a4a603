import type { Context } from 'hono'
import { workspaceIds } from '../../accounts/index.ts'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import {
  choose,
  doubtOfMoment,
  LinkKey,
  pageOfFirm,
  pageState,
  readToken,
  type Choice,
  type Chosen,
  type LinkPlace,
  type Moment,
  type Purpose,
} from '../../preferences/index.ts'
import { countRequest } from '../operating/metrics.ts'
import type { Surroundings } from '../surroundings.ts'
import { CATALOGUE, languageOf } from './catalogue.ts'
import { LastLooks, PerMinute } from './limits.ts'
import type { Showing } from './frame.ts'
import { donePage, leavePage, preferencesPage, sorryPage } from './pages.ts'
import { choiceIn, filledInMs, isOneClick, languageIn, readForm, reasonIn } from './read-form.ts'
import { HSTS, METHODS, pageResponse, plain, wrongMethod } from './responses.ts'

/** Links that lead nowhere, asked for from one network address in a minute. */
const UNKNOWN_PER_MINUTE = 60
/** Forms sent by one link in a minute: a person presses a button a few times. */
const SENT_PER_MINUTE = 30
/** Pages under way at once; a mail provider comes again. */
const UNDER_WAY_MAX = 200
const RETRY_SECONDS = 5
/** How long the firm of links that lead nowhere is remembered. */
const FIRM_MS = 60_000

/**
 * The door for people without an account: their preferences behind a signed link, and unsubscribe
 * links with one click (RFC 8058). The link is all that counts: there is no session, no cookie, no
 * script. Looking changes nothing, whatever looks; only a form that is sent does.
 */
export class PreferenceDoor {
  readonly #homing: Homing
  readonly #unknown = new PerMinute(UNKNOWN_PER_MINUTE)
  readonly #sent = new PerMinute(SENT_PER_MINUTE)
  readonly #looks = new LastLooks()
  #underWay = 0
  #lonely: { at: number; firm: Firm | null } = { at: -Infinity, firm: null }

  constructor(homing: Homing) {
    this.#homing = homing
  }

  /** Answers one request to a link. */
  async answer(c: Context, purpose: Purpose, surroundings: Surroundings): Promise<Response> {
    const startedAt = performance.now()
    this.#underWay += 1
    const response = await this.#answerOrSorry(c, purpose, surroundings)
    this.#underWay -= 1
    const deed = c.req.method === 'POST' ? 'choose' : 'show'
    countRequest(`${purpose}.${deed}`, response.status, performance.now() - startedAt)
    if (surroundings.isSecure) response.headers.set('strict-transport-security', HSTS)
    return response
  }

  async #answerOrSorry(c: Context, purpose: Purpose, from: Surroundings): Promise<Response> {
    const visit: Visit = { c, purpose, from, now: this.#homing.now() }
    try {
      const { method } = c.req
      if (!METHODS.includes(method)) return wrongMethod()
      const place = readToken(this.#homing.secrets, purpose, c.req.param('token') ?? '')
      if (place === null) return await this.#nowhere(visit, null)
      if (this.#underWay > UNDER_WAY_MAX) return this.#busy(visit, 503)
      return await (method === 'POST' ? this.#take(visit, place) : this.#show(visit, place))
    } catch (error) {
      if (error instanceof Refused && error.status < 500) return this.#busy(visit, error.status)
      this.#homing.log.error({ err: error }, 'a preference page met a fault')
      return this.#busy(visit, 503)
    }
  }

  async #show(visit: Visit, place: Place): Promise<Response> {
    if (visit.purpose === 'unsubscribe') this.#looks.note(nameOf(place), visit.now)
    const state = await this.#in(place, (tx) => pageState(tx, place, visit.now))
    if (state === null) return this.#nowhere(visit, place)
    const showing = this.#showing(visit, place, state.words.language)
    const page = visit.purpose === 'preferences' ? preferencesPage : leavePage
    return pageResponse(page(showing, state))
  }

  async #take(visit: Visit, place: Place): Promise<Response> {
    const { c, purpose, now } = visit
    if (!this.#sent.allows(nameOf(place), now)) return this.#busy(visit, 429)
    const form = await readForm(c)
    if (purpose === 'unsubscribe' && isOneClick(form)) return this.#oneClick(visit, place)
    if (choiceIn(form, null) === null) return this.#show(visit, place)
    const language = languageIn(form) ?? this.#showing(visit, place, '').language
    const chosen = await this.#choose(visit, place, {
      door: 'page',
      choice: (topicId) => choiceIn(form, topicId)!,
      reason: reasonIn(form, language),
      evidence: `Sent from the ${PAGES[purpose]}, wording ${CATALOGUE[language].version}`,
      filledInMs: filledInMs(form, now),
    })
    if (chosen === null) return this.#nowhere(visit, place)
    const showing = { ...this.#showing(visit, place, chosen.state.words.language), language }
    return pageResponse(donePage(showing, chosen))
  }

  /**
   * No page, no redirect: a mail provider's program asks, and only wants to know that it is done.
   */
  async #oneClick(visit: Visit, place: Place): Promise<Response> {
    const chosen = await this.#choose(visit, place, {
      door: 'one_click',
      choice: (topicId) =>
        topicId === null ? { act: 'leave_everything' } : { act: 'leave_topic', topicId },
      reason: '',
      evidence: 'One click in the mail program (RFC 8058)',
      filledInMs: null,
    })
    return chosen === null ? this.#nowhere(visit, place) : plain('Unsubscribed.', 200)
  }

  async #choose({ c, now }: Visit, place: Place, sent: Sent): Promise<Chosen | null> {
    const doubt = doubtOfMoment({
      door: sent.door,
      agent: c.req.header('user-agent') ?? '',
      probedMsAgo: this.#looks.msAgo(nameOf(place), now),
      filledInMs: sent.filledInMs,
    })
    const { reason, evidence } = sent
    return this.#in(place, (tx) =>
      choose(tx, place, (state) => sent.choice(state.campaignTopic?.id ?? null), {
        reason,
        evidence,
        doubt,
        now,
      }),
    )
  }

  /** Tells that a link leads nowhere; of which firm it is, is known where it was made here. */
  async #nowhere(visit: Visit, place: Place | null): Promise<Response> {
    const { from, now } = visit
    if (place === null && !this.#unknown.allows(from.address, now)) return this.#busy(visit, 429)
    const firm =
      place === null
        ? await this.#onlyFirm(now)
        : await this.#in(place, (tx) => pageOfFirm(tx, place.workspaceId))
    const showing = this.#showing(visit, place, firm?.words.language ?? '')
    return pageResponse(sorryPage(showing, 'unknown', firm), 404)
  }

  /** Where one firm alone lives here, it is meant by any link. */
  async #onlyFirm(now: number): Promise<Firm | null> {
    if (now - this.#lonely.at < FIRM_MS) return this.#lonely.firm
    const ids = await workspaceIds(this.#homing.database)
    const [id] = ids
    const firm =
      id === undefined || ids.length > 1
        ? null
        : await this.#homing.database.inWorkspace(id, (tx) => pageOfFirm(tx, id))
    this.#lonely = { at: now, firm }
    return firm
  }

  #busy(visit: Visit, status: number): Response {
    const response = pageResponse(
      sorryPage(this.#showing(visit, null, ''), 'busy', this.#lonely.firm),
      status,
    )
    if (status === 429 || status === 503) response.headers.set('retry-after', String(RETRY_SECONDS))
    if (status === 408 || status === 413) response.headers.set('connection', 'close')
    return response
  }

  #showing({ c, purpose, now }: Visit, place: Place | null, firms: string): Showing {
    const token = place === null ? '' : c.req.param('token')
    const page = (of: Place) =>
      new LinkKey(this.#homing.secrets, 'preferences', of.keyNumber).tokenOf(of)
    return {
      language: languageOf(c.req.query('lang'), c.req.header('accept-language'), firms),
      path: place === null ? '' : `/${purpose === 'preferences' ? 'p' : 'u'}/${token}`,
      preferencesPath: place === null ? '' : `/p/${page(place)}`,
      now,
    }
  }

  #in<T>({ workspaceId }: Place, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#homing.database.inWorkspace(workspaceId, work)
  }
}

const PAGES: Record<Purpose, string> = {
  preferences: 'preference page',
  unsubscribe: 'unsubscribe page',
}

type Place = LinkPlace & { keyNumber: number }
type Firm = NonNullable<Awaited<ReturnType<typeof pageOfFirm>>>

interface Visit {
  c: Context
  purpose: Purpose
  from: Surroundings
  /** Epoch milliseconds. */
  now: number
}

interface Sent {
  door: Moment['door']
  /** Given what the mailing was about. */
  choice: (topicId: number | null) => Choice
  reason: string
  evidence: string
  filledInMs: number | null
}

function nameOf({ workspaceId, addressId, campaignId }: Place): string {
  return `${workspaceId}/${addressId}/${campaignId ?? ''}`
}
