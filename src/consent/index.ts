export { correctAddress } from './correct-address.ts'
export { decide, decidePerson, type Decision, type Wish } from './decide.ts'
export { consentOfPerson, type ConsentFact, type ConsentOfPerson } from './facts.ts'
export {
  liftOptOut,
  recordEspOptOuts,
  recordOptOut,
  type EspOptOut,
  type Statement,
} from './record.ts'
