import type { IoTClientConfig } from '@aws-sdk/client-iot';

type RequestSigner = Extract<NonNullable<IoTClientConfig['signer']>, { readonly sign: unknown }>;

/**
 * Marks requests of IoT clients in this process with what the twin reads of a signature, the credential
 * scope that names the service (AWS General Reference, "Elements of an AWS API request signature"). The
 * signature is left out: nobody checks it, and a fleet of ten thousand asks for 60,000 of them.
 */
export const unsignedIot: RequestSigner = {
  sign(request) {
    const authorization = 'AWS4-HMAC-SHA256 Credential=pm-sim/19700101/local/iot/aws4_request';
    const headers = { ...request.headers, authorization };
    return Promise.resolve(Object.assign(request, { headers }));
  },
};
