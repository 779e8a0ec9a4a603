/** What was typed and not saved yet, kept in this tab: a reload or a lost server loses nothing. */
import type { Words } from './words.ts'

interface Backup {
  version: number
  words: Partial<Words>
}

const keyOf = (campaignId: number) => `homing.campaign.${campaignId}`

export function keepBackup(campaignId: number, backup: Backup): void {
  try {
    sessionStorage.setItem(keyOf(campaignId), JSON.stringify(backup))
  } catch {
    // A tab without storage, or with a full one: the words are still on the screen.
  }
}

export function dropBackup(campaignId: number): void {
  sessionStorage.removeItem(keyOf(campaignId))
}

/** The words that were not saved on top of this version; none of an older one. */
export function takeBackup(campaignId: number, version: number): Partial<Words> {
  const text = sessionStorage.getItem(keyOf(campaignId))
  if (text === null) return {}
  try {
    const backup = JSON.parse(text) as Backup
    return backup.version === version ? backup.words : {}
  } catch {
    dropBackup(campaignId)
    return {}
  }
}
