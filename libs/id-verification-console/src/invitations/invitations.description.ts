import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import { INITIALIZE_PARAMETERS } from 'nestjs-id-verification';
import { INVITATION_PROBLEMS } from './invitation-problems.js';
import { InvitationResponse } from './invitation.response.js';
import { TOKEN_PATTERN } from './invitation-token.js';
import { NewInvitationResponse } from './new-invitation.response.js';
import { RedeemedInvitationResponse } from './redeemed-invitation.response.js';
import {
  ApiProblems,
  LOCATION,
  MERCHANT_BIZ_ID,
  BEHIND_A_KEY,
  BEHIND_A_KEY_TO_CHANGE,
  OF_AN_INITIALIZE,
  WITH_A_BODY,
  bodySchema,
} from 'nestjs-id-verification-http/openapi';

const { merchantUserId, metaInfo } = INITIALIZE_PARAMETERS;
const { invitation_not_found, invitation_used } = INVITATION_PROBLEMS;

const TOKEN_EXAMPLE = 'kq3yV0b8nN1m2Jx7uQmJm4bq5rM9p0sT6vW8yZ1aB3c';

export function DescribesInviting(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'inviteUser',
      summary: 'Creates an invitation',
      description:
        'Gives leave to start one verification of one user, once and within ten minutes, on whichever device comes first.',
    }),
    ApiBody({ required: true, schema: bodySchema({ merchantUserId }) }),
    ApiResponse({
      status: 201,
      type: NewInvitationResponse,
      description: 'The invitation was created.',
      headers: LOCATION,
    }),
    ApiProblems([...BEHIND_A_KEY_TO_CHANGE, ...WITH_A_BODY]),
  );
}

export function DescribesRedeeming(): MethodDecorator {
  const schema = bodySchema({ metaInfo });
  return applyDecorators(
    ApiOperation({
      operationId: 'redeemInvitation',
      summary: 'Redeems an invitation: initializes its verification',
      description:
        'Without an API key: the token stands for it. MetaInfo is that of the device that goes on, which gets the same response again for two minutes. Five attempts in all.',
      security: [],
    }),
    ApiBody({
      required: true,
      schema: {
        ...schema,
        required: ['token', ...(schema.required ?? [])],
        properties: {
          token: {
            type: 'string',
            description: 'The token of the invitation.',
            pattern: TOKEN_PATTERN.source,
            example: TOKEN_EXAMPLE,
          },
          ...schema.properties,
        },
      },
    }),
    ApiResponse({ status: 200, type: RedeemedInvitationResponse, description: 'Started.' }),
    ApiProblems(
      [
        ...WITH_A_BODY,
        ...OF_AN_INITIALIZE,
        'malformed_request',
        'too_many_requests',
        'internal_error',
        'not_ready',
        'storage_unavailable',
      ],
      INVITATION_PROBLEMS,
    ),
  );
}

export function DescribesInvitation(): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId: 'readInvitation', summary: 'Reads an invitation' }),
    ApiParam(MERCHANT_BIZ_ID),
    ApiResponse({ status: 200, type: InvitationResponse, description: 'The invitation.' }),
    ApiProblems(BEHIND_A_KEY, { invitation_not_found }),
  );
}

export function DescribesWithdrawing(): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId: 'withdrawInvitation', summary: 'Withdraws an invitation' }),
    ApiParam(MERCHANT_BIZ_ID),
    ApiResponse({ status: 204, description: 'The token of the invitation is invalid now.' }),
    ApiProblems(BEHIND_A_KEY_TO_CHANGE, { invitation_not_found, invitation_used }),
  );
}
