import { readdirSync, readFileSync } from 'node:fs';
import { Deployment } from 'kubernetes-models/apps/v1';
import { Job } from 'kubernetes-models/batch/v1';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { Service } from 'kubernetes-models/v1';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { execForm, stagesOf } from '../support/deploy/image-instructions.js';

const ROOT = new URL('../../', import.meta.url);
const FOLDER = new URL('deploy/kubernetes/', ROOT);

const manifest = (name: string): unknown => parse(readFileSync(new URL(name, FOLDER), 'utf8'));

/** Each file as an object of its kind, which knows the schema of the API server. */
const deployment = new Deployment(manifest('deployment.yaml') as Deployment);
const service = new Service(manifest('service.yaml') as Service);
const budget = new PodDisruptionBudget(manifest('pod-disruption-budget.yaml') as PodDisruptionBudget);
const job = new Job(manifest('migration-job.yaml') as Job);
const policy = new NetworkPolicy(manifest('network-policy.yaml') as NetworkPolicy);
const MODELS = { deployment, service, budget, job, policy };

const podOf = ({ spec }: Deployment | Job) => spec?.template.spec;
const [image] = stagesOf(readFileSync(new URL('Dockerfile', ROOT), 'utf8')).slice(-1);
const last = (keyword: string) =>
  image?.instructions.findLast((instruction) => instruction.keyword === keyword)?.text ?? '';

describe('The manifests for Kubernetes', () => {
  it.each(Object.entries(MODELS))('follow the schema of the API server: %s', (_, model) => {
    expect(() => model.validate()).not.toThrow();
  });

  it('are all checked', () => {
    expect(readdirSync(FOLDER)).toHaveLength(Object.keys(MODELS).length);
  });

  it('select the pods of the deployment, and the policy those of the migrations too', () => {
    const labels = deployment.spec?.template.metadata?.labels;
    expect(service.spec?.selector).toEqual(labels);
    expect(budget.spec?.selector?.matchLabels).toEqual(labels);
    expect(deployment.spec?.selector.matchLabels).toEqual(labels);
    expect(policy.spec?.podSelector?.matchExpressions?.[0]?.values).toEqual(
      [labels, job.spec?.template.metadata?.labels].map((one) => one?.['app.kubernetes.io/name']),
    );
  });

  it('let a replica drain and exit before it is killed', () => {
    const drain = podOf(deployment)?.containers[0]?.env?.find(({ name }) => name === 'DRAIN_SECONDS');
    const grace = podOf(deployment)?.terminationGracePeriodSeconds ?? 0;
    const { periodSeconds = 0, failureThreshold = 0 } =
      podOf(deployment)?.containers[0]?.readinessProbe ?? {};

    expect(grace).toBeGreaterThan(Number(drain?.value) + 25);
    expect(Number(drain?.value)).toBeGreaterThan(periodSeconds * failureThreshold);
  });

  it('probe and migrate what the image has', () => {
    const [container] = podOf(deployment)?.containers ?? [];
    expect(String(container?.ports?.[0]?.containerPort)).toBe(last('EXPOSE'));
    expect(container?.livenessProbe?.httpGet?.path).toBe('/health/live');
    expect(container?.readinessProbe?.httpGet?.path).toBe('/health/ready');
    const [, main] = execForm(last('CMD'));
    expect(podOf(job)?.containers[0]?.command).toEqual(['node', main?.replace('main.js', 'migrate.js')]);
  });

  it.each([deployment, job])('give $kind no privilege', (model) => {
    const pod = podOf(model);
    expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
    expect(pod?.securityContext?.runAsNonRoot).toBe(true);
    expect(pod?.containers.map(({ securityContext }) => securityContext)).toEqual([
      {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
    ]);
  });
});
