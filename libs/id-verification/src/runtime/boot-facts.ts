/** Fields for the log line that the module writes at boot. */
export type BootFacts = Readonly<Record<string, string>>;

export interface BootFactSource {
  bootFacts(): BootFacts;
}

/** The sources of one module instance, in the order of the log line. */
export const BOOT_FACTS = Symbol('BOOT_FACTS');
