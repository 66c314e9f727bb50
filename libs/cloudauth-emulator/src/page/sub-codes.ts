/** A reason for a failure that a user can choose. */
export interface SubCodeChoice {
  readonly subCode: string;
  readonly meaning: string;
}

/** 205 and 206 are the vendor's for this product; 222 is its domestic product's, and here an example of one unknown. */
export const SUB_CODE_CHOICES: readonly SubCodeChoice[] = [
  { subCode: '205', meaning: 'liveness risk' },
  { subCode: '206', meaning: 'the device looks like a threat (safe mode)' },
  { subCode: '222', meaning: 'any other failure' },
];
