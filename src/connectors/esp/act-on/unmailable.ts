/**
 * The lists by which Act-On decides on its own whom it writes to no more, and what a contact's
 * permission is called here that is on one: Act-On has lists of addresses and no words. That an
 * opt-out and a complaint both keep an address from all mailings: help 360023759954. Of an address
 * that is on both the first counts, which is the one that can be taken back.
 */
export const UNMAILABLE_LISTS = { optout: 'opted_out', spamcomplaint: 'complained' } as const

export type UnmailableList = keyof typeof UNMAILABLE_LISTS

export const unmailableLists = Object.keys(UNMAILABLE_LISTS) as UnmailableList[]
