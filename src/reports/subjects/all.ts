import type { OwnField } from '../../people/own-fields/index.ts'
import type { SubjectId } from '../definitions/index.ts'
import { campaigns } from './campaigns.ts'
import type { Subject } from './column.ts'
import { consentFacts } from './consent-facts.ts'
import { events } from './events.ts'
import { interests } from './interests.ts'
import { links } from './links.ts'
import { organizations } from './organizations.ts'
import { people } from './people.ts'
import { recipients } from './recipients.ts'

const SUBJECTS: Record<SubjectId, (own: readonly OwnField[]) => Subject> = {
  people,
  organizations,
  campaigns,
  recipients,
  events,
  consent_facts: consentFacts,
  links,
  interests,
}

/** What a view may be about, with the firm's own fields of people among its columns. */
export function subject(id: SubjectId, own: readonly OwnField[]): Subject {
  return SUBJECTS[id](own)
}

/** Every subject, in the order they are offered. */
export function allSubjects(own: readonly OwnField[]): Subject[] {
  return Object.values(SUBJECTS).map((one) => one(own))
}
