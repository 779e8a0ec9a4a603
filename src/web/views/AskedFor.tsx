import { useState } from 'react'
import { Button, Text } from '@mantine/core'
import { t } from '../languages/messages.ts'
import { ValueFields } from './ValueFields.tsx'
import classes from './views.module.css'
import type { Column, Comparison, Definition, Subject, Value, Values } from './words.ts'

type Node = NonNullable<Definition['where']>

/** Whether everything a view asks for has an answer, given or usual. */
export function isAnswered({ parameters }: Definition, given: Values): boolean {
  return parameters.every(({ key, values }) => given[key] !== undefined || values !== null)
}

interface AskedForProps {
  definition: Definition
  subject: Subject
  given: Values
  onGive: (given: Values) => void
}

/** What a view asks whoever opens it: each asked for as the column it is compared with is. */
export function AskedFor({ definition, subject, given, onGive }: AskedForProps) {
  const [answers, setAnswers] = useState<Values>(() =>
    Object.fromEntries(
      definition.parameters.map(({ key, values }) => [key, given[key] ?? values ?? []]),
    ),
  )
  const asked = conditionsOf(definition)
  const isWhole = Object.values(answers).every((values: Value[]) => values.length > 0)
  return (
    <form
      className={classes.asked}
      aria-label={t`What the view asks for`}
      onSubmit={(event) => {
        event.preventDefault()
        if (isWhole) onGive(answers)
      }}
    >
      {definition.parameters.map(({ key, title }) => {
        const condition = asked.find(({ parameter }) => parameter === key)
        const column = subject.columns.find(({ id }) => id === condition?.column)
        if (!condition || !column) return null
        const called = title || column.title
        return (
          <Question
            key={key}
            {...{ column, called }}
            is={condition.is}
            values={answers[key]!}
            onChange={(values) => setAnswers({ ...answers, [key]: values })}
          />
        )
      })}
      <Button type="submit" variant="default" disabled={!isWhole}>
        {t`Show`}
      </Button>
      {!isWhole && (
        <Text size="xs" c="dimmed" role="status">
          {t`Each question needs an answer.`}
        </Text>
      )}
    </form>
  )
}

interface QuestionProps {
  column: Column
  called: string
  is: Comparison
  values: Value[]
  onChange: (values: Value[]) => void
}

function Question({ called, ...fields }: QuestionProps) {
  return (
    <fieldset className={classes.question}>
      <legend>{called}</legend>
      <ValueFields {...fields} label={called} />
    </fieldset>
  )
}

/** Every condition of a view that asks, wherever it stands. */
function conditionsOf({ where, group }: Definition) {
  const trees = (group?.measures ?? []).flatMap((measure) =>
    measure.is === 'rate' ? [measure.part.where, measure.whole.where] : [measure.where],
  )
  return [where, ...trees].flatMap((tree) => (tree === null ? [] : asking(tree)))
}

function asking(node: Node): Extract<Node, { parameter: string }>[] {
  if ('all' in node) return node.all.flatMap(asking)
  if ('any' in node) return node.any.flatMap(asking)
  if ('not' in node) return asking(node.not)
  return 'parameter' in node ? [node] : []
}
