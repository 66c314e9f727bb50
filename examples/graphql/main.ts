import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Injectable, Module } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import {
  Args,
  Field,
  GraphQLModule,
  ID,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import { Repeater } from '@repeaterjs/repeater';
import { createClient } from 'graphql-ws';
import {
  IdVerificationExceptionFilter,
  IdVerificationModule,
  IdVerificationService,
  newMerchantBizId,
  OnVerificationOutcome,
  type Verification,
  type VerificationOutcome,
} from 'nestjs-id-verification';
import { WebSocket } from 'ws';
import { DatabaseModule, emulator, options, START } from '../support/sandbox.js';

@ObjectType('Verification')
class VerificationType {
  @Field(() => ID) merchantBizId!: string;
  @Field(() => String, { nullable: true }) transactionId?: string | undefined;
  @Field() status!: string;
  @Field(() => String, { nullable: true }) reason?: string | undefined;
  @Field(() => Date, { nullable: true }) expiresAt?: Date | undefined;
}

@Resolver(() => VerificationType)
class VerificationsResolver {
  constructor(private readonly verifications: IdVerificationService) {}

  @Mutation(() => VerificationType)
  startVerification(
    @Args('customerId') customerId: string,
    @Args('metaInfo') metaInfo: string,
  ): Promise<VerificationType> {
    return this.verifications.initialize({
      productCode: 'FACE_LIVENESS',
      merchantBizId: newMerchantBizId(),
      merchantUserId: customerId,
      metaInfo,
    });
  }

  /** For a client that has finished. */
  @Mutation(() => VerificationType)
  checkVerification(@Args('id', { type: () => ID }) id: string): Promise<VerificationType> {
    return this.verifications.check(id);
  }

  @Query(() => VerificationType)
  verification(@Args('id', { type: () => ID }) id: string): Promise<VerificationType> {
    return this.verifications.get(id);
  }

  /** The state now, and every change until the verification has ended. */
  @Subscription(() => VerificationType, { resolve: (state: Verification) => state })
  async verificationChanged(
    @Args('id', { type: () => ID }) id: string,
  ): Promise<AsyncIterable<Verification>> {
    await this.verifications.get(id); // refuses an unknown id as the query does
    return new Repeater(async (push, stop) => {
      const watch = this.verifications.watch(id).subscribe({ next: push, error: stop, complete: stop });
      await stop;
      watch.unsubscribe();
    });
  }
}

@Injectable()
class Onboarding {
  @OnVerificationOutcome('all', { name: 'onboarding' })
  decide({ outcome }: VerificationOutcome): void {
    process.stdout.write(`outcome: ${outcome}\n`);
  }
}

@Module({
  imports: [
    DatabaseModule,
    IdVerificationModule.forRoot(options),
    GraphQLModule.forRoot<ApolloDriverConfig>({
      driver: ApolloDriver,
      autoSchemaFile: true,
      subscriptions: { 'graphql-ws': true },
      includeStacktraceInErrorResponses: false,
    }),
  ],
  // The filter makes the library's error the `extensions` of the GraphQL error, over HTTP and over WebSockets.
  providers: [
    VerificationsResolver,
    Onboarding,
    { provide: APP_FILTER, useClass: IdVerificationExceptionFilter },
  ],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
await app.listen(process.env['PORT'] ?? 3000, '127.0.0.1');
const url = `${await app.getUrl()}/graphql`;

interface Result {
  readonly data: Readonly<Record<string, Verification>>;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

/** Sends a query or mutation as a client does. */
async function send(query: string, variables: object): Promise<Result> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  return (await response.json()) as Result;
}

const start = `mutation ($customerId: String!, $metaInfo: String!) {
  startVerification(customerId: $customerId, metaInfo: $metaInfo) { merchantBizId transactionId }
}`;
const { errors } = await send(start, { ...START, metaInfo: 'none' });
process.stdout.write(`refused: ${errors?.[0]?.extensions.code}\n`);
const { merchantBizId: id, transactionId } = (await send(start, START)).data['startVerification']!;

const client = createClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket });
const changes = client.iterate<Result['data']>({
  query: 'subscription ($id: ID!) { verificationChanged(id: $id) { status } }',
  variables: { id },
});
for await (const { data } of changes) {
  if (data?.['verificationChanged']?.status !== 'PENDING') continue;
  emulator.finish(transactionId!, { passed: 'Y' });
  await send('mutation ($id: ID!) { checkVerification(id: $id) { status } }', { id });
}
const { data } = await send('query ($id: ID!) { verification(id: $id) { status reason } }', { id });
process.stdout.write(`${JSON.stringify(data)}\n`);
await client.dispose();
await app.close();
await emulator.stop();
