import { apiKeyProgram } from 'nestjs-id-verification-http/settings';

apiKeyProgram();
