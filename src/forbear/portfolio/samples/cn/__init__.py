"""The cn-sample: 400 generated loans in CNY, the usual Chinese products, people and histories, as of one day."""

from forbear.portfolio.samples.cn.write import SEED, write_cn_sample

__all__ = ["SEED", "write_cn_sample"]
