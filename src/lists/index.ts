/** Lists: what an ESP holds, who is on which list, and the guard before anything is taken away. */
export { endSettledDoubts, followImported, followReplaced } from './address-changes.ts'
export { decideHeldChange, listHeldChanges, type HeldChange } from './held-changes.ts'
export { listKeptLists, type KeptList } from './kept-lists.ts'
export { contactAddresses } from './contact-addresses.ts'
export { noteContact } from './note-contact.ts'
export { noteDetails } from './note-details.ts'
export { noteJoined, noteLeft, type MemberSeen } from './note-members.ts'
export { guard, planOf, REMOVALS_FREE, type Decision, type Plan, type Source } from './plan.ts'
export { beginAgain, openRead, type ReadOf } from './reads.ts'
export { takeOptOuts } from './opt-outs.ts'
export { endRead, type ChangeCounts, type SampledRemoval } from './settle.ts'
export { stageContacts, stageLists, type StagedPage } from './stage.ts'
export { GROUPS_MAX, listEspGroups } from './esp-groups.ts'
export { keepCategories } from './categories.ts'
export { mapEspGroup, retireEspMapping, topicsFromLists } from './map-groups.ts'
export { tellUnmapped, UNMAPPED } from './unmapped.ts'
export { personsOf } from './people/compile.ts'
export { byWorkers, withPatience } from './people/patience.ts'
export type { Asking } from './people/sets.ts'
export {
  archivePersonList,
  changePersonList,
  makePersonList,
  restorePersonList,
  type ListChange,
} from './people/change.ts'
export {
  listPersonLists,
  personListById,
  personsOfList,
  personsSuppressed,
  type PersonList,
  type PersonListKind,
} from './people/lists.ts'
export { countSuppressedMembers } from './people/suppressed-members.ts'
export { countUntoldMembers } from './people/untold-members.ts'
export {
  addMembers,
  listMembers,
  NAMED_MAX,
  removeMembers,
  type Added,
  type Member,
  type Who,
} from './people/members.ts'
export { refuseHiddenConditions } from './people/hidden.ts'
export { countPersons, previewSegment, type SegmentPreview } from './people/preview.ts'
