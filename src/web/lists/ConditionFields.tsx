import { Select, TagsInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { t } from '../languages/messages.ts'
import type { About } from './tree.ts'
import { useEspListNames, useInterestNames, useOwnListNames, useTopicNames } from './names.ts'
import { By, Campaigns, OneOf, Verb } from './choices.tsx'
import { OfAdded, OfAddress, OfOrigin, OfRaised, type FieldsProps } from './PersonFields.tsx'
import { OwnFieldCondition } from './OwnFieldCondition.tsx'
import { PeriodFields } from './PeriodFields.tsx'
import * as words from './words.ts'

/** What a condition is about decides what is asked of it. */
export function ConditionFields(props: FieldsProps<About>) {
  const of = props as unknown as { [A in About]: FieldsProps<A> }[About]
  switch (of.condition.about) {
    case 'field':
      return <OfField {...(of as FieldsProps<'field'>)} />
    case 'own_field':
      return <OwnFieldCondition {...(of as FieldsProps<'own_field'>)} />
    case 'mail':
      return <OfMail {...(of as FieldsProps<'mail'>)} />
    case 'link':
      return <OfLink {...(of as FieldsProps<'link'>)} />
    case 'consent':
      return <OfConsent {...(of as FieldsProps<'consent'>)} />
    case 'interest':
      return <OfInterest {...(of as FieldsProps<'interest'>)} />
    case 'raised':
      return <OfRaised {...(of as FieldsProps<'raised'>)} />
    case 'list':
      return <OfList {...(of as FieldsProps<'list'>)} />
    case 'esp_list':
      return <OfEspList {...(of as FieldsProps<'esp_list'>)} />
    case 'origin':
      return <OfOrigin {...(of as FieldsProps<'origin'>)} />
    case 'added':
      return <OfAdded {...(of as FieldsProps<'added'>)} />
    case 'address':
      return <OfAddress {...(of as FieldsProps<'address'>)} />
  }
}

function OfField({ condition, isNot, onChange }: FieldsProps<'field'>) {
  return (
    <>
      <Verb
        verbs={words.COMPARISONS}
        chosen={{ isNot, is: condition.is }}
        onChoose={(chosen) => {
          const is = chosen.is as typeof condition.is
          const values = is === 'known' ? [] : condition.values
          onChange({ isNot: chosen.isNot, condition: { ...condition, is, values } })
        }}
      />
      {condition.is !== 'known' && (
        <TagsInput
          aria-label={t`Values, one of them fits`}
          placeholder={condition.values.length === 0 ? t`Type, then Enter` : undefined}
          flex="1 1 200px"
          value={condition.values}
          acceptValueOnBlur
          onChange={(values) => onChange({ isNot, condition: { ...condition, values } })}
        />
      )}
    </>
  )
}

function OfMail({ condition, isNot, onChange }: FieldsProps<'mail'>) {
  const hasMachines = condition.what === 'opens' || condition.what === 'clicks'
  const set = (part: Partial<typeof condition>) =>
    onChange({ isNot, condition: { ...condition, ...part } })
  return (
    <>
      <Verb
        verbs={words.HAPPENINGS}
        chosen={{ isNot, is: condition.what }}
        onChoose={(chosen) =>
          onChange({
            isNot: chosen.isNot,
            condition: { ...condition, what: chosen.is as typeof condition.what },
          })
        }
      />
      <Campaigns ids={condition.campaignIds} onChange={(campaignIds) => set({ campaignIds })} />
      <PeriodFields when={condition.when} onChange={(when) => set({ when })} />
      {hasMachines && <By by={condition.by} onChange={(by) => set({ by })} />}
    </>
  )
}

function OfLink({ condition, isNot, onChange }: FieldsProps<'link'>) {
  const set = (part: Partial<typeof condition>) =>
    onChange({ isNot, condition: { ...condition, ...part } })
  return (
    <>
      <Verb
        verbs={words.LINK_VERBS}
        chosen={{ isNot, is: condition.is }}
        onChoose={(chosen) =>
          onChange({
            isNot: chosen.isNot,
            condition: { ...condition, is: chosen.is as typeof condition.is },
          })
        }
      />
      <TextInput
        aria-label={t`Link, or a part of one`}
        placeholder={t`such as /tax`}
        flex="1 1 160px"
        value={condition.url}
        onChange={(event) => set({ url: event.currentTarget.value })}
      />
      <Campaigns ids={condition.campaignIds} onChange={(campaignIds) => set({ campaignIds })} />
      <PeriodFields when={condition.when} onChange={(when) => set({ when })} />
      <By by={condition.by} onChange={(by) => set({ by })} />
    </>
  )
}

function OfConsent({ condition, isNot, onChange }: FieldsProps<'consent'>) {
  const topics = useTopicNames()
  return (
    <>
      <Verb
        verbs={words.CONSENTS}
        chosen={{ isNot, is: condition.is }}
        onChoose={(chosen) =>
          onChange({
            isNot: chosen.isNot,
            condition: { ...condition, is: chosen.is as typeof condition.is },
          })
        }
      />
      {condition.is !== 'complained' && (
        <Select
          aria-label={t`About`}
          placeholder={t`about everything`}
          w={200}
          clearable
          clearButtonProps={{ 'aria-label': t`About everything` }}
          searchable
          data={topics}
          value={condition.topicId === null ? null : String(condition.topicId)}
          onChange={(id) =>
            onChange({
              isNot,
              condition: { ...condition, topicId: id === null ? null : Number(id) },
            })
          }
        />
      )}
    </>
  )
}

function OfInterest({ condition, isNot, onChange }: FieldsProps<'interest'>) {
  const names = useInterestNames()
  return (
    <OneOf
      label={t`Interests`}
      names={names}
      ids={condition.interestIds}
      verbs={words.IS}
      isNot={isNot}
      onChange={(not, interestIds) =>
        onChange({ isNot: not, condition: { ...condition, interestIds } })
      }
    />
  )
}

function OfList({ condition, isNot, onChange }: FieldsProps<'list'>) {
  const [typed, setTyped] = useState('')
  const names = useOwnListNames(condition.listIds, typed)
  return (
    <OneOf
      label={t`Lists`}
      names={names}
      ids={condition.listIds}
      verbs={words.ON}
      isNot={isNot}
      onChange={(not, listIds) => onChange({ isNot: not, condition: { ...condition, listIds } })}
      onType={setTyped}
    />
  )
}

function OfEspList({ condition, isNot, onChange }: FieldsProps<'esp_list'>) {
  const names = useEspListNames()
  return (
    <OneOf
      label={t`Lists of e-mail services`}
      names={names}
      ids={condition.listIds}
      verbs={words.ON}
      isNot={isNot}
      onChange={(not, listIds) => onChange({ isNot: not, condition: { ...condition, listIds } })}
    />
  )
}
