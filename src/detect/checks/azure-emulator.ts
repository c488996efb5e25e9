/**
 * The account keys of Azure's emulators are published constants.
 * https://learn.microsoft.com/azure/storage/common/storage-use-azurite, https://learn.microsoft.com/azure/cosmos-db/emulator
 */

/** How they begin: enough to know them, and no key in the repository. */
const EMULATOR_PREFIXES = ['Eby8vdM02xNOcq', 'C2y6yDjf5/R+ob'];

export function isNotAzureEmulatorKey(secret: string): boolean {
  return !EMULATOR_PREFIXES.some((key) => secret.startsWith(key));
}
