import { jt } from '../languages/messages.ts'
import { Moment } from '../pieces/Moment.tsx'

/** When the last event happened, and when it was learnt, where that is known already. */
export function LastEvent({ at, learntAt }: { at: string; learntAt: string | null }) {
  if (learntAt === null) return <>{jt`Last event ${(<Moment at={at} />)}.`}</>
  return (
    <>
      {jt`Last event ${(<Moment at={at} />)}, learnt
        ${(<Moment at={learntAt} />)}.`}
    </>
  )
}
