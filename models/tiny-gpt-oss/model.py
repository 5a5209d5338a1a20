"""The network. Its modules are named so that the state's keys are the tensor names of the GGUF file."""

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn

from architecture import (
    ACTIVE_EXPERTS,
    EXPERT_WIDTH,
    EXPERTS,
    HEAD_WIDTH,
    KEY_VALUE_HEADS,
    LAYERS,
    NORM_EPSILON,
    QUERY_HEADS,
    SWIGLU_ALPHA,
    SWIGLU_LIMIT,
    WIDTH,
    is_sliding,
)
from layers import ExpertLinear, attention_mask, linear, rotate


class Hidden(NamedTuple):
    """The state of each token, and how unevenly the experts were used on the way (1 is even)."""

    states: Tensor
    imbalance: Tensor


class Block(nn.Module):
    """One layer: attention, then the experts."""

    def __init__(self, layer: int) -> None:
        super().__init__()
        self.is_sliding = is_sliding(layer)
        self.attn_norm = nn.RMSNorm(WIDTH, eps=NORM_EPSILON)
        self.post_attention_norm = nn.RMSNorm(WIDTH, eps=NORM_EPSILON)
        self.attn_q = linear(WIDTH, QUERY_HEADS * HEAD_WIDTH, scale=0.08)
        self.attn_k = linear(WIDTH, KEY_VALUE_HEADS * HEAD_WIDTH, scale=0.08)
        self.attn_v = linear(WIDTH, KEY_VALUE_HEADS * HEAD_WIDTH, scale=0.06)
        self.attn_output = linear(QUERY_HEADS * HEAD_WIDTH, WIDTH, scale=0.03)
        self.attn_sinks = nn.ParameterDict({"weight": torch.zeros(QUERY_HEADS)})
        self.ffn_gate_inp = linear(WIDTH, EXPERTS, scale=0.05)
        self.ffn_gate_exps = ExpertLinear(EXPERTS, WIDTH, EXPERT_WIDTH, scale=0.08)
        self.ffn_up_exps = ExpertLinear(EXPERTS, WIDTH, EXPERT_WIDTH, scale=0.08)
        self.ffn_down_exps = ExpertLinear(EXPERTS, EXPERT_WIDTH, WIDTH, scale=0.04)

    def forward(self, states: Tensor, *, quantized: bool) -> Hidden:
        """The states after this layer; `quantized` with expert weights as MXFP4 will have them."""
        states = states + self._attend(self.attn_norm(states))
        normed = self.post_attention_norm(states).reshape(-1, WIDTH)
        router_logits = self.ffn_gate_inp(normed)
        shares = _shares_of_experts(router_logits)
        mixed = self._mix_experts(normed, shares, quantized=quantized)
        return Hidden(states + mixed.view_as(states), _imbalance(router_logits, shares))

    def _attend(self, normed: Tensor) -> Tensor:
        batch, length, _ = normed.shape
        queries = rotate(_split_heads(self.attn_q(normed), QUERY_HEADS))
        group = QUERY_HEADS // KEY_VALUE_HEADS
        keys = rotate(_split_heads(self.attn_k(normed), KEY_VALUE_HEADS)).repeat_interleave(group, dim=1)
        values = _split_heads(self.attn_v(normed), KEY_VALUE_HEADS).repeat_interleave(group, dim=1)
        scores = queries @ keys.transpose(-1, -2) / math.sqrt(HEAD_WIDTH)
        scores = scores + attention_mask(length, sliding=self.is_sliding)
        # A sink is one more place to look at, with nothing there: a head may attend to nobody.
        sinks = self.attn_sinks["weight"].view(1, QUERY_HEADS, 1, 1).expand(batch, QUERY_HEADS, length, 1)
        attention = torch.cat([scores, sinks], dim=-1).softmax(-1)[..., :-1]
        return self.attn_output((attention @ values).transpose(1, 2).reshape(batch, length, -1))

    def _mix_experts(self, normed: Tensor, shares: Tensor, *, quantized: bool) -> Tensor:
        """The sum of what each token's experts say, by their shares."""
        experts = (self.ffn_gate_exps, self.ffn_up_exps, self.ffn_down_exps)
        mixed = torch.zeros_like(normed)
        for expert, maps in enumerate(zip(*(stacked.maps(quantized=quantized) for stacked in experts))):
            tokens = (shares[:, expert] > 0).nonzero().squeeze(1)
            if tokens.numel() > 0:
                output = _run_expert(normed[tokens], *maps)
                mixed = mixed.index_add(0, tokens, output * shares[tokens, expert : expert + 1])
        return mixed


class TinyGptOss(nn.Module):
    """Token embedding, the blocks, and the output that gives a score to each token of the vocabulary."""

    def __init__(self, vocabulary_size: int) -> None:
        super().__init__()
        self.token_embd = nn.Embedding(vocabulary_size, WIDTH)
        nn.init.normal_(self.token_embd.weight, std=0.3)
        self.output_norm = nn.RMSNorm(WIDTH, eps=NORM_EPSILON)
        self.output = linear(WIDTH, vocabulary_size, scale=0.02, bias=False)
        self.blk = nn.ModuleList(Block(layer) for layer in range(LAYERS))

    def forward(self, token_ids: Tensor, *, quantized: bool) -> Hidden:
        """The normed states of a batch of sequences; `output` makes logits of those that are needed."""
        states = self.token_embd(token_ids)
        imbalance = torch.zeros(())
        for block in self.blk:
            states, imbalance_of_block = block(states, quantized=quantized)
            imbalance = imbalance + imbalance_of_block
        return Hidden(self.output_norm(states), imbalance)


def _split_heads(states: Tensor, heads: int) -> Tensor:
    batch, length, _ = states.shape
    return states.view(batch, length, heads, HEAD_WIDTH).transpose(1, 2)


def _shares_of_experts(router_logits: Tensor) -> Tensor:
    """For each token the weights of its chosen experts, which add up to 1; 0 for the others."""
    highest, chosen = router_logits.topk(ACTIVE_EXPERTS, -1)
    return torch.zeros_like(router_logits).scatter(1, chosen, highest.softmax(-1))


def _imbalance(router_logits: Tensor, shares: Tensor) -> Tensor:
    probability = router_logits.softmax(-1).mean(0)
    frequency = (shares > 0).float().mean(0)
    return (probability * frequency).sum() * EXPERTS / ACTIVE_EXPERTS


def _run_expert(states: Tensor, *maps: tuple[Tensor, Tensor]) -> Tensor:
    gate, up, down = maps
    gated = nn.functional.linear(states, *gate).clamp(max=SWIGLU_LIMIT)
    upward = nn.functional.linear(states, *up).clamp(-SWIGLU_LIMIT, SWIGLU_LIMIT)
    return nn.functional.linear(gated * torch.sigmoid(SWIGLU_ALPHA * gated) * (upward + 1), *down)
