"""One file per reference layer: forward, vjp, sampler, misconceptions."""
