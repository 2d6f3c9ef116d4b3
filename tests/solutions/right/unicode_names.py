# expect: all
import numpy as np


def affine_backward(δ, вход):
    """∂L/∂X = ∂L/∂Y · Wᵀ, ∂L/∂W = Xᵀ · ∂L/∂Y"""
    Χ, Ω, β = вход
    строки = Χ.reshape(Χ.shape[0], -1)
    δΧ, δΩ, δβ = (δ @ Ω.T).reshape(Χ.shape), строки.T @ δ, δ.sum(axis=0)
    return δΧ, δΩ, δβ


def sigmoid_backward(δ, σ):
    # 𝛔′ = 𝛔 (1 − 𝛔) 🦆
    return δ * σ * (1 - σ)
