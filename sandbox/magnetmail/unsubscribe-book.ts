import { leave } from '../world/consent.ts'
import type { ContactState, World } from '../world/world.ts'
import type { CategoryBook } from './category-book.ts'
import type { GroupBook } from './group-book.ts'
import type { Message, MessageBook } from './message-book.ts'

/** Somebody left: altogether, one group, or a category of groups. */
export interface Unsubscribe {
  contactId: string
  at: number
  /** What it came of, where that is known. */
  message?: Message | undefined
  /** The group that was left; absent, with the category, for all of them. */
  listId?: string | undefined
  categoryId?: number | undefined
}

export interface UnsubscribeBook {
  /** Oldest first. Complaints are not among them. */
  all(now: number): Unsubscribe[]
  /** What a client wrote down; an opt-out that is there stays. Answers its number. */
  leave(leaving: Unsubscribe): number
}

export function createUnsubscribes(
  world: World,
  messages: MessageBook,
  { groups, categories }: { groups: GroupBook; categories: CategoryBook },
): UnsubscribeBook {
  const asked: Unsubscribe[] = []
  return {
    all: (now) => {
      const byMessage = messages.rows('optouts', now).map(({ message, row }) => {
        return { contactId: row.contactId, at: row.at, message }
      })
      const others = world.contactsAt(now).flatMap((state) => outside(state, asked))
      const inPart = asked.filter((one) => isOfPart(one) && one.at <= now)
      return [...byMessage, ...others, ...inPart].sort((a, b) => a.at - b.at)
    },
    leave: (leaving) => {
      const { contactId, at, listId, categoryId } = leaving
      asked.push(leaving)
      if (categoryId !== undefined) groups.take(contactId, categories.listIds(categoryId), at)
      else if (listId !== undefined) groups.take(contactId, [listId], at)
      else {
        const happen = (one: ContactState) => leave(one, { at, source: 'Account', reason: '' })
        world.edit(contactId, { at, by: 'Account', happen })
      }
      return asked.length
    },
  }
}

/** Whether it left something to get. */
function isOfPart({ listId, categoryId }: Unsubscribe): boolean {
  return listId !== undefined || categoryId !== undefined
}

/** An opt-out that no letter of the world caused; a client may have named its message. */
function outside({ contact, optOut }: ContactState, asked: readonly Unsubscribe[]): Unsubscribe[] {
  if (optOut === undefined || optOut.activityId !== undefined) return []
  const { contactId } = contact
  const told = asked.find((one) => {
    return one.contactId === contactId && one.at === optOut.at && !isOfPart(one)
  })
  return [told ?? { contactId, at: optOut.at }]
}
