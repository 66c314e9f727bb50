import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import {
  IdVerificationError,
  IdVerificationService,
  newMerchantBizId,
  type InitializedVerification,
} from 'nestjs-id-verification';
import {
  IsNull,
  LessThan,
  Raw,
  type FindOptionsWhere,
  type QueryDeepPartialEntity,
  type Repository,
} from 'typeorm';
import { problemOf, ProblemException } from 'nestjs-id-verification-http';
import { hashDevice, hashToken, newToken, seal, unseal } from './invitation-token.js';
import {
  Invitation,
  MOST_ATTEMPTS,
  type LanguageParameters,
  type ReadInvitation,
} from './invitation.entity.js';
import type { Language } from '../languages/languages.js';
import type { NegotiatedLanguage } from '../languages/negotiate-language.js';
import { INVITATION_PROBLEMS } from './invitation-problems.js';
import { VERIFICATIONS } from '../verifications.token.js';
import { LANGUAGE_CONFIG, RETURN_URL } from './tokens.js';
import type { RedeemInvitationDto } from './redeem-invitation.dto.js';

/** Intervals of PostgreSQL, because times are those of the database. */
const LIFETIME = "interval '10 minutes'";

/** How long the device that redeemed it may repeat the request, whose response may have been lost. */
const REPLAY = "interval '2 minutes'";

/** How long one that is over can still be read. */
const RETENTION = "interval '1 hour'";

/** Of ids that `newMerchantBizId` makes; PostgreSQL cannot even read some others. */
const ID_FORMAT = /^[0-9a-f]{32}$/;

/** Invitations: made with an API key, redeemed once with the token. */
@Injectable()
export class InvitationsService {
  constructor(
    @InjectRepository(Invitation) private readonly invitations: Repository<Invitation>,
    @Inject(VERIFICATIONS) private readonly verifications: IdVerificationService,
    @Inject(RETURN_URL) private readonly returnUrl: string | undefined,
    @Inject(LANGUAGE_CONFIG) private readonly languageConfig: Readonly<Partial<Record<Language, string>>>,
  ) {}

  async invite(merchantUserId: string): Promise<{ invitation: ReadInvitation; token: string }> {
    await this.invitations.delete({ expiresAt: Raw((column) => `${column} < now() - ${RETENTION}`) });
    const token = newToken();
    const merchantBizId = newMerchantBizId();
    await this.invitations.insert({
      merchantBizId,
      tokenHash: hashToken(token),
      sealedUser: seal(token, merchantUserId),
      expiresAt: () => `now() + ${LIFETIME}`,
    });
    return { invitation: await this.get(merchantBizId), token };
  }

  /** @throws ProblemException 404 */
  async get(merchantBizId: string): Promise<ReadInvitation> {
    const isId = ID_FORMAT.test(merchantBizId);
    const invitation = isId ? await this.find({ merchantBizId }) : undefined;
    if (invitation === undefined) throw refusal('invitation_not_found');
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
  async redeem(
    { token, metaInfo }: RedeemInvitationDto,
    negotiated: NegotiatedLanguage,
  ): Promise<InitializedVerification> {
    const { invitation, isReplay, attempts } = await this.take(
      hashToken(token),
      hashDevice(token, metaInfo),
      this.inLanguage(negotiated),
    );
    const { merchantBizId, sealedUser } = invitation;
    try {
      return await this.verifications.initialize({
        productCode: 'FACE_LIVENESS',
        merchantBizId,
        merchantUserId: unseal(token, sealedUser),
        metaInfo,
        ...invitation.language,
      });
    } catch (error) {
      // That a replay fails says nothing about the start that it repeats.
      if (!isReplay) await this.giveBack(invitation, attempts).catch(() => undefined);
      throw error;
    }
  }

  /** The vendor's pages in the language of these ones, and the way back to them in the one that was chosen. */
  private inLanguage({ language, isChosen }: NegotiatedLanguage): LanguageParameters {
    const languageConfig = this.languageConfig[language];
    const { returnUrl } = this;
    return {
      ...(languageConfig !== undefined && { languageConfig }),
      ...(returnUrl !== undefined && { returnUrl: isChosen ? withLanguage(returnUrl, language) : returnUrl }),
    };
  }

  /**
   * Counts the attempt in the statement that lets it through, so that one that kills its process is counted too, and
   * gives the count of that statement: by the time of another one the device may have come again.
   */
  private async take(
    tokenHash: Buffer,
    deviceHash: Buffer,
    language: LanguageParameters,
  ): Promise<{ invitation: Invitation; isReplay: boolean; attempts: number }> {
    // An unknown token, which anyone may send, costs no write.
    if (!(await this.invitations.existsBy({ tokenHash }))) throw refusal('invitation_not_found');
    const first = await this.countAttempt(
      { tokenHash, redeemedAt: IsNull(), expiresAt: Raw((column) => `${column} > now()`) },
      { redeemedAt: () => 'now()', deviceHash },
      language,
    );
    const isReplay = first === undefined;
    const attempts = isReplay
      ? await this.countAttempt(
          {
            tokenHash,
            deviceHash,
            redeemedAt: Raw((column) => `${column} > now() - ${REPLAY}`),
          },
          {},
          language,
        )
      : first;
    const invitation = await this.find({ tokenHash });
    if (invitation === undefined) throw refusal('invitation_not_found');
    if (attempts !== undefined) return { invitation, isReplay, attempts };
    const isExpired = invitation.redeemedAt === null && invitation.isTooOld;
    throw refusal(isExpired ? 'invitation_expired' : 'invitation_used');
  }

  /** By a query of its own: TypeORM 0.3.20 reads no virtual column of an entity. */
  private async find(where: FindOptionsWhere<Invitation>): Promise<ReadInvitation | undefined> {
    const { entities, raw } = await this.invitations
      .createQueryBuilder('invitation')
      // A number, since a host may have its own parsers of other types.
      .addSelect('CASE WHEN invitation.expiresAt <= now() THEN 1 ELSE 0 END', 'is_too_old')
      .where(where)
      .getRawAndEntities<{ is_too_old: number }>();
    const [invitation] = entities;
    const [row] = raw;
    return invitation && Object.assign(invitation, { isTooOld: Number(row?.is_too_old) === 1 });
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
    changes: QueryDeepPartialEntity<Pick<Invitation, 'redeemedAt' | 'deviceHash'>>,
    language: LanguageParameters,
  ): Promise<number | undefined> {
    const { raw } = await this.invitations
      .createQueryBuilder()
      .update()
      .set({
        ...changes,
        attempts: () => 'attempts + 1',
        language: () => 'coalesce(language, :language::jsonb)',
      })
      .setParameter('language', JSON.stringify(language))
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

function withLanguage(address: string, language: Language): string {
  const url = new URL(address);
  url.searchParams.set('lang', language);
  return url.href;
}

function refusal(code: keyof typeof INVITATION_PROBLEMS): ProblemException {
  return new ProblemException(problemOf(INVITATION_PROBLEMS, code));
}
