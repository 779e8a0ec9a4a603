import { Stepper } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useAnswer } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { ButtonLink } from '../pieces/Go.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { PageSkeleton } from '../pieces/Skeletons.tsx'
import { useIsNarrow } from '../pieces/useIsNarrow.ts'
import { ChooseList } from './ChooseList.tsx'
import { ChoosePeople } from './ChoosePeople.tsx'
import { ReviewPush } from './ReviewPush.tsx'
import { paceOf } from './words.ts'

const STEPS = ['list', 'people', 'review'] as const
type Step = (typeof STEPS)[number]

/**
 * Adds many people to a list: choose the list, choose the people, look at the plan, finish. Begun
 * from a list or segment of our own (from), its people are chosen already.
 */
export default function BulkAddScreen() {
  const search = useSearch({ from: '/inside/pushes/new' })
  const navigate = useNavigate()
  const isNarrow = useIsNarrow()
  const pushId = search.push === undefined ? null : Number(search.push)
  const step: Step = pushId === null ? 'list' : ((search.step ?? 'people') as Step)

  function go(next: { push: number; list: number; step: Step }) {
    void navigate({
      to: '/pushes/new',
      search: { push: String(next.push), list: String(next.list), step: next.step },
    })
  }

  return (
    <>
      <PageHeader
        title={t`Add people to a list`}
        sub={t`Nothing goes to your e-mail service before you have seen the plan and finished.`}
        actions={
          <ButtonLink to="/pushes" variant="default">
            {t`All pushes`}
          </ButtonLink>
        }
      />
      <Stepper
        active={STEPS.indexOf(step)}
        orientation={isNarrow ? 'vertical' : 'horizontal'}
        size="sm"
        mb="lg"
        allowNextStepsSelect={false}
      >
        <Stepper.Step label={t`List`} description={t`Where they shall be`} />
        <Stepper.Step label={t`People`} description={t`Who shall be on it`} />
        <Stepper.Step label={t`Plan`} description={t`What will happen`} />
      </Stepper>
      {pushId === null || search.list === undefined ? (
        <ChooseList
          from={search.from === undefined ? null : Number(search.from)}
          at={search.at ?? null}
          onChosen={(push, list, step) => go({ push, list, step })}
        />
      ) : (
        <Later
          pushId={pushId}
          listId={Number(search.list)}
          step={step}
          onStep={(next) => go({ push: pushId, list: Number(search.list), step: next })}
        />
      )}
    </>
  )
}

function Later(props: {
  pushId: number
  listId: number
  step: Step
  onStep: (step: 'people' | 'review') => void
}) {
  const { pushId, listId, step, onStep } = props
  const { data, error } = useAnswer('pushes.show', { params: { pushId } }, { every: paceOf })
  if (error && !data) return <ErrorNotice error={error} />
  if (!data) return <PageSkeleton />
  return step === 'review' ? (
    <ReviewPush push={data} onBack={() => onStep('people')} />
  ) : (
    <ChoosePeople push={data} listId={listId} onReview={() => onStep('review')} />
  )
}
