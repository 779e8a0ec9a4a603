export default function KeysScreen() { return null }
