import { type BrokenExample, drop, env, main, pod, policy, remove, rule } from './edit.ts';

/** What the rules on pods, references and releases must catch. */
export const brokenPods: Readonly<Record<string, readonly BrokenExample[]>> = {
  probesAskTheRightPath: [
    ['liveness asks /readyz', (e) => (main(e, 'call').livenessProbe.httpGet.path = '/readyz')],
    ['there is no readiness probe', (e) => delete main(e, 'router').readinessProbe],
    ['a probe asks another port', (e) => (main(e, 'manage').startupProbe.httpGet.port = 9090)],
  ],
  podsAreHardened: [
    ['a service may run as root', (e) => delete pod(e, 'assign').securityContext.runAsNonRoot],
    [
      'a service writes to its image',
      (e) => (main(e, 'call').securityContext.readOnlyRootFilesystem = false),
    ],
    [
      'a job keeps its capabilities',
      (e) => delete e('Job', 'migrate-call').spec.template.spec.containers[0].securityContext.capabilities,
    ],
    ['a service is given a token', (e) => delete pod(e, 'router').automountServiceAccountToken],
    [
      'a service sees its node',
      (e) => pod(e, 'router').volumes.push({ name: 'node', hostPath: { path: '/' } }),
    ],
  ],
  memoryIsKnown: [
    ['the memory limit is above the request', (e) => (main(e, 'call').resources.limits.memory = '1Gi')],
    ['the CPU is limited', (e) => (main(e, 'router').resources.limits.cpu = '1')],
    ['nothing is asked for', (e) => delete main(e, 'ops').resources],
    [
      'the heap is as large as the limit',
      (e) => (env(e, 'call', 'NODE_OPTIONS').value = '--max-old-space-size=512'),
    ],
  ],
  heapsAreBounded: [['the heap has no bound', (e) => drop(e, 'notifier', 'NODE_OPTIONS')]],
  graceCoversTheDrain: [
    ['the grace period is the default', (e) => delete pod(e, 'call').terminationGracePeriodSeconds],
    ['the lame-duck time is longer', (e) => (e('ConfigMap', 'common').data.LAME_DUCK_MS = '30000')],
    ['there is no preStop', (e) => delete main(e, 'router').lifecycle],
  ],
  updatesTakeNothingAway: [
    [
      'an update may take one away',
      (e) => (e('Deployment', 'call').spec.strategy.rollingUpdate.maxUnavailable = 1),
    ],
    ['all pods are recreated', (e) => (e('Deployment', 'call').spec.strategy = { type: 'Recreate' })],
    ['ready for a moment is enough', (e) => delete e('Deployment', 'manage').spec.minReadySeconds],
  ],
  replicasAreSpread: [['replicas share a zone', (e) => pod(e, 'call').topologySpreadConstraints.shift()]],
  podsAreLabelled: [
    [
      'a version is missing',
      (e) => delete e('Deployment', 'call').spec.template.metadata.labels['app.kubernetes.io/version'],
    ],
  ],
  selectorsSelect: [
    [
      'a Service selects nothing',
      (e) => (e('Service', 'call').spec.selector['app.kubernetes.io/name'] = 'calls'),
    ],
    [
      'a budget selects nothing',
      (e) => (e('PodDisruptionBudget', 'call').spec.selector.matchLabels.tier = 'a'),
    ],
    ['a policy selects nothing', (e) => (policy(e, 'call').podSelector.matchLabels = { app: 'call' })],
    [
      'a Deployment selects others',
      (e) => (e('Deployment', 'call').spec.selector.matchLabels['app.kubernetes.io/name'] = 'manage'),
    ],
    [
      'a spread is among others',
      (e) => (pod(e, 'call').topologySpreadConstraints[0].labelSelector.matchLabels = { app: 'call' }),
    ],
    [
      'a spread is among all services',
      (e) => pod(e, 'call').topologySpreadConstraints[0].matchLabelKeys.shift(),
    ],
  ],
  referencesExist: [
    ['a ConfigMap is missing', (e) => remove(e, 'ConfigMap', 'call')],
    ['a key of a ConfigMap is missing', (e) => delete e('ConfigMap', 'connections').data.POSTGRES_HOST],
    [
      'a Secret is unknown',
      (e) => (env(e, 'call', 'SEALING_KEYS').valueFrom.secretKeyRef.name = 'movecall-seals'),
    ],
    ['a service account is missing', (e) => remove(e, 'ServiceAccount', 'ops')],
    [
      'a volume is of a ConfigMap that is missing',
      (e) => delete pod(e, 'call').volumes[0].configMap.optional,
    ],
  ],
  targetsExist: [
    ['a route leads nowhere', (e) => (rule(e, 'router', 2).backendRefs[0].port = 80)],
    [
      'a route hangs on no listener',
      (e) => (e('HTTPRoute', 'router').spec.parentRefs[0].sectionName = 'web'),
    ],
    ['a scaler scales nothing', (e) => (e('ScaledObject', 'call').spec.scaleTargetRef.name = 'calls')],
    [
      'an autoscaler scales nothing',
      (e) => (e('HorizontalPodAutoscaler', 'router').spec.scaleTargetRef.name = 'web'),
    ],
    ["a trigger's password is nowhere", (e) => remove(e, 'TriggerAuthentication', 'redis')],
    [
      'a password is of another key',
      (e) => (e('TriggerAuthentication', 'redis').spec.secretTargetRef[0].key = 'pass'),
    ],
  ],
  portsMatch: [
    ['a container says another port', (e) => (main(e, 'call').ports[0].containerPort = 3000)],
    ['a service listens elsewhere', (e) => (e('ConfigMap', 'common').data.PORT = '4000')],
    ['a Service leads to a number', (e) => (e('Service', 'call').spec.ports[0].targetPort = 80)],
    ['another port is asked', (e) => (e('ConfigMap', 'router').data.CALL_URL = 'http://call:80')],
  ],
  imagesAreOfTheRelease: [
    ['an image is the latest', (e) => (main(e, 'call').image = 'movecall/call:latest')],
    ['an image has no tag', (e) => (main(e, 'call').image = 'registry.movecall.example:5000/movecall/call')],
    ['an image is of another release', (e) => (main(e, 'call').image = 'movecall/call:0.0.9')],
    [
      'a label is of another release',
      (e) => (e('Deployment', 'call').spec.template.metadata.labels['app.kubernetes.io/version'] = '1'),
    ],
    ['no release is named', (e) => remove(e, 'ConfigMap', 'release')],
  ],
  migrationsComeWithTheRelease: [
    ['a job keeps its name', (e) => (e('Job', 'migrate-call').metadata.name = 'migrate-call')],
    [
      'a job is of another image',
      (e) => (pod(e, 'migrate-call', 'Job').containers[0].image = 'movecall/call:0.0.9'),
    ],
    ['a job starts the service', (e) => delete pod(e, 'migrate-call', 'Job').containers[0].command],
    ['a job may run for ever', (e) => delete e('Job', 'migrate-manage').spec.activeDeadlineSeconds],
    ['a job fails only at its deadline', (e) => (e('Job', 'migrate-call').spec.backoffLimit = 5)],
  ],
  startsWaitForMigrations: [
    ['services migrate by themselves', (e) => (e('ConfigMap', 'common').data.MIGRATIONS = 'apply')],
    ['a start is soon given up', (e) => (main(e, 'call').startupProbe.failureThreshold = 10)],
    ['a rollout is soon given up', (e) => (e('Deployment', 'call').spec.progressDeadlineSeconds = 60)],
  ],
  secretsStayOutside: [
    [
      'a Secret is committed',
      (e) => e.all.push({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'movecall-call' } }),
    ],
  ],
};
