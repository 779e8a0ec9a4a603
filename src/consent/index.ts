// The lead wrote recordEspOptOuts (the ledger needed it); the rest of this module is yours.
export { recordEspOptOuts, type EspOptOut } from './record-esp-opt-outs.ts'
