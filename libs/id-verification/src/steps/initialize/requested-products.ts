import type { Type } from '@nestjs/common';
import { FACE_LIVENESS } from '../../contract/products/index.js';
import type { ProductProfile } from '../../contract/products/product.js';
import { isObject } from '../../validation/json-object.js';
import type { InitializeVerificationDto } from './initialize-verification.dto.js';
import { initializeRequestClass } from './request-class.js';

/** The products of a module instance, with the request class of each. */
export class RequestedProducts {
  private readonly classes: ReadonlyMap<unknown, Type<InitializeVerificationDto>>;

  constructor(private readonly products: readonly ProductProfile[]) {
    const codes = products.map(({ code }) => code);
    this.classes = new Map(products.map((product) => [product.code, initializeRequestClass(product, codes)]));
  }

  /** The request class of the product. For an unknown product code any class will do: each rejects that code. */
  requestClass(request: unknown): Type<InitializeVerificationDto> {
    const code = isObject(request) ? request['productCode'] : undefined;
    const [first] = this.classes.values();
    return this.classes.get(code) ?? first ?? initializeRequestClass(FACE_LIVENESS);
  }

  /** The product of a validated request. */
  of({ productCode }: InitializeVerificationDto): ProductProfile {
    const product = this.products.find(({ code }) => code === productCode);
    if (product === undefined) throw new TypeError(`The module has no product ${productCode}`);
    return product;
  }
}
