/** An audience goes out: who is chosen for an ESP's lists, plan and guard, and how it is steered. */
export { DECIDED_MAX, refusalsOf } from './allowed.ts'
export {
  chooseMember,
  choosePersons,
  chooseRemoval,
  dropPersons,
  personsOf,
  retarget,
} from './choose.ts'
export { lastRead, makePlan, noteRefused, type Within } from './make-plan.ts'
export { reasonsToHold, STALE_HOURS, type Cap, type LastRead, type ListChange } from './plan.ts'
export {
  createPush,
  findPush,
  ITEMS_MAX,
  wakePushes,
  type Push,
  type PushOf,
  type PushStatus,
} from './push.ts'
export { REASON_NAMES, REASONS, type Reason } from './reasons.ts'
export {
  cancelPush,
  decidePush,
  pausePush,
  planPush,
  resumePush,
  startPush,
  type Steering,
} from './steer.ts'
