# expect: fault=syntax
# says: Line 3 is LaTeX.
\begin{align}
  dX = dY W^T
\end{align}
