import { useState } from 'react'
import { fieldErrors } from '../refusals.ts'
import { leadToFirstFault } from './first-fault.ts'

interface FormLike {
  values: object
  setErrors: (errors: Record<string, string>) => void
}

/**
 * Sends a form: what the server says of a field stands at the field, the rest is answered as
 * error. Answers whether it went well.
 */
export function useFormCall(form: FormLike) {
  const [isWorking, setWorking] = useState(false)
  const [error, setError] = useState<unknown>(null)

  async function send(work: () => Promise<unknown>): Promise<boolean> {
    setWorking(true)
    setError(null)
    try {
      await work()
      return true
    } catch (refusal) {
      const errors = fieldErrors(refusal)
      form.setErrors(errors)
      leadToFirstFault()
      const named = Object.keys(errors)
      const allShown = named.length > 0 && named.every((field) => field in form.values)
      setError(allShown ? null : refusal)
      return false
    } finally {
      setWorking(false)
    }
  }

  return { send, isWorking, error }
}
