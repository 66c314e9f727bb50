import { Module } from '@nestjs/common';
import { AssetsController } from './assets.controller.js';

/** Once for both modules. */
@Module({ controllers: [AssetsController] })
export class AssetsModule {}
