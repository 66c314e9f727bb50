import { Test, TestingModule } from '@nestjs/testing';
import { CloudauthEmulator } from 'cloudauth-emulator';
import { IdVerificationService } from 'nestjs-id-verification';
import { IdVerificationTestingModule, outcomeOf, ScriptedVendor } from 'nestjs-id-verification/testing';
import { Onboarding } from './onboarding';

describe('Onboarding', () => {
  const query = jest.fn();
  const vendor = new ScriptedVendor();
  let module: TestingModule;

  beforeEach(async () => {
    query.mockReset();
    module = await Test.createTestingModule({
      imports: [IdVerificationTestingModule.forRoot({ vendor, manager: { query } })],
      providers: [Onboarding],
    }).compile();
    await module.init(); // finds the outcome handlers
  });
  afterEach(() => module.close());

  it('approves a customer who passed', async () => {
    const started = await module.get(Onboarding).initialize('customer-1', '{"deviceType":"h5"}');

    vendor.finish(started.transactionId, { passed: 'Y' });
    await module.get(IdVerificationService).check(started.merchantBizId);

    expect(query).toHaveBeenCalledWith(expect.any(String), ['customer-1']);
  });

  it('does not approve a customer who failed', async () => {
    const started = await module.get(Onboarding).initialize('customer-1', '{"deviceType":"h5"}');

    vendor.finish(started.transactionId, { passed: 'N' });
    await module.get(IdVerificationService).check(started.merchantBizId);

    expect(query).not.toHaveBeenCalled();
  });

  it('can be called directly', async () => {
    const outcome = outcomeOf('passed', { metadata: { customerId: 'customer-2' } });
    await module.get(Onboarding).approve(outcome, { query });

    expect(query).toHaveBeenCalledWith(expect.any(String), ['customer-2']);
  });

  it('can use the emulator', async () => {
    const emulator = await CloudauthEmulator.start({ accessKeys: [{ id: 'test', secret: 'test' }] });
    expect(emulator.url).toMatch(/^http:/);
    await emulator.stop();
  });
});
