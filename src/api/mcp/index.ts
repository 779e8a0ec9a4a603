/** Homing for programs that speak the Model Context Protocol: a face over the contract alone. */
export { Confirmations } from './confirmations.ts'
export { remembered } from './remembered.ts'
export { homingMcp, LOOK_UPS, WRITES } from './server.ts'
