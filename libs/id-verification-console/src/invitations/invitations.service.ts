import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import {
  IdVerificationError,
  IdVerificationService,
  newMerchantBizId,
  type InitializedVerification,
} from 'nestjs-id-verification';
import { IsNull, LessThan, MoreThan, type FindOptionsWhere, type Repository } from 'typeorm';
import { problemOf, ProblemException } from 'nestjs-id-verification-http';
import { hashDevice, hashToken, newToken, seal, unseal } from './invitation-token.js';
import { Invitation, MOST_ATTEMPTS } from './invitation.entity.js';
import { INVITATION_PROBLEMS } from './invitation-problems.js';
import { RETURN_URL } from './tokens.js';
import type { RedeemInvitationDto } from './redeem-invitation.dto.js';

const LIFETIME_MS = 10 * 60_000;

/** How long the device that redeemed it may repeat the request, whose response may have been lost. */
const REPLAY_MS = 2 * 60_000;

/** How long one that is over can still be read. */
const RETENTION_MS = 60 * 60_000;

/** Of ids that `newMerchantBizId` makes; PostgreSQL cannot even read some others. */
const ID_FORMAT = /^[0-9a-f]{32}$/;

/** Invitations: made with an API key, redeemed once with the token. */
@Injectable()
export class InvitationsService {
  constructor(
    @InjectRepository(Invitation) private readonly invitations: Repository<Invitation>,
    private readonly verifications: IdVerificationService,
    @Inject(RETURN_URL) private readonly returnUrl: string | undefined,
  ) {}

  async invite(merchantUserId: string): Promise<{ invitation: Invitation; token: string }> {
    const now = Date.now();
    await this.invitations.delete({ expiresAt: LessThan(new Date(now - RETENTION_MS)) });
    const token = newToken();
    const invitation = this.invitations.create({
      merchantBizId: newMerchantBizId(),
      tokenHash: hashToken(token),
      sealedUser: seal(token, merchantUserId),
      expiresAt: new Date(now + LIFETIME_MS),
      redeemedAt: null,
      attempts: 0,
      deviceHash: null,
    });
    await this.invitations.insert(invitation);
    return { invitation, token };
  }

  /** @throws ProblemException 404 */
  async get(merchantBizId: string): Promise<Invitation> {
    const isId = ID_FORMAT.test(merchantBizId);
    const invitation = isId ? await this.invitations.findOneBy({ merchantBizId }) : null;
    if (invitation === null) throw refusal('invitation_not_found');
    return invitation;
  }

  /** @throws ProblemException 404; 410 once it is redeemed */
  async withdraw(merchantBizId: string): Promise<void> {
    await this.get(merchantBizId);
    const { affected } = await this.invitations.delete({ merchantBizId, redeemedAt: IsNull() });
    if (affected === 1) return;
    await this.get(merchantBizId);
    throw refusal('invitation_used');
  }

  /**
   * Starts the verification, with the MetaInfo of the device that goes through it. Of two devices that come at the
   * same time the database lets one through; another one can come where the start fails. The device that was let
   * through is given the same response again for two minutes, as the first one may not have reached it.
   *
   * @throws ProblemException 404 or 410 for a token that does not work
   * @throws IdVerificationError when the verification cannot be started
   */
  async redeem({ token, metaInfo }: RedeemInvitationDto): Promise<InitializedVerification> {
    const { invitation, isReplay, attempts } = await this.take(hashToken(token), hashDevice(token, metaInfo));
    const { merchantBizId, sealedUser } = invitation;
    try {
      return await this.verifications.initialize({
        productCode: 'FACE_LIVENESS',
        merchantBizId,
        merchantUserId: unseal(token, sealedUser),
        metaInfo,
        ...(this.returnUrl !== undefined && { returnUrl: this.returnUrl }),
      });
    } catch (error) {
      // That a replay fails says nothing about the start that it repeats.
      if (!isReplay) await this.giveBack(invitation, attempts).catch(() => undefined);
      throw error;
    }
  }

  /**
   * Counts the attempt in the statement that lets it through, so that one that kills its process is counted too, and
   * gives the count of that statement: by the time of another one the device may have come again.
   */
  private async take(
    tokenHash: Buffer,
    deviceHash: Buffer,
  ): Promise<{ invitation: Invitation; isReplay: boolean; attempts: number }> {
    const now = new Date();
    // An unknown token, which anyone may send, costs no write.
    if (!(await this.invitations.existsBy({ tokenHash }))) throw refusal('invitation_not_found');
    const first = await this.countAttempt(
      { tokenHash, redeemedAt: IsNull(), expiresAt: MoreThan(now) },
      { redeemedAt: now, deviceHash },
    );
    const isReplay = first === undefined;
    const attempts = isReplay
      ? await this.countAttempt({
          tokenHash,
          deviceHash,
          redeemedAt: MoreThan(new Date(now.getTime() - REPLAY_MS)),
        })
      : first;
    const invitation = await this.invitations.findOneBy({ tokenHash });
    if (invitation === null) throw refusal('invitation_not_found');
    if (attempts !== undefined) return { invitation, isReplay, attempts };
    const isTooOld = invitation.redeemedAt === null && invitation.expiresAt <= now;
    throw refusal(isTooOld ? 'invitation_expired' : 'invitation_used');
  }

  private async isAccepted(merchantBizId: string): Promise<boolean> {
    try {
      const { status } = await this.verifications.get(merchantBizId);
      return status !== 'INITIALIZING' && status !== 'REJECTED';
    } catch (error) {
      if (error instanceof IdVerificationError && error.code === 'not_found') return false;
      throw error;
    }
  }

  /** How many attempts there are with this one; undefined where it is not let through. */
  private async countAttempt(
    where: FindOptionsWhere<Invitation>,
    changes: Partial<Pick<Invitation, 'redeemedAt' | 'deviceHash'>> = {},
  ): Promise<number | undefined> {
    const { raw } = await this.invitations
      .createQueryBuilder()
      .update()
      .set({ ...changes, attempts: () => 'attempts + 1' })
      .where({ ...where, attempts: LessThan(MOST_ATTEMPTS) })
      .returning(['attempts'])
      .execute();
    const [row]: Pick<Invitation, 'attempts'>[] = raw;
    return row?.attempts;
  }

  /**
   * Unless the device has come again in the meantime: it may have been let through by now. Nor once the vendor has
   * accepted the verification: another device would get the response of this one.
   */
  private async giveBack({ merchantBizId }: Invitation, attempts: number): Promise<void> {
    if (await this.isAccepted(merchantBizId)) return;
    await this.invitations.update({ merchantBizId, attempts }, { redeemedAt: null });
  }
}

function refusal(code: keyof typeof INVITATION_PROBLEMS): ProblemException {
  return new ProblemException(problemOf(INVITATION_PROBLEMS, code));
}
